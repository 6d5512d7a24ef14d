// Sends by OpenTelemetry's own SDK: node send.mjs <http|json|grpc> <address>. Traces and, over HTTP, metrics and logs.
import { SpanKind, SpanStatusCode, context, trace } from "@opentelemetry/api";
import { SeverityNumber } from "@opentelemetry/api-logs";
import { OTLPLogExporter } from "@opentelemetry/exporter-logs-otlp-proto";
import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-http";
import { OTLPTraceExporter as GrpcExporter } from "@opentelemetry/exporter-trace-otlp-grpc";
import { OTLPTraceExporter as JsonExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtobufExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { LoggerProvider, SimpleLogRecordProcessor } from "@opentelemetry/sdk-logs";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import { BasicTracerProvider, BatchSpanProcessor } from "@opentelemetry/sdk-trace-base";

const [way, address] = process.argv.slice(2);
const resource = resourceFromAttributes({ "service.name": `node-${way}`, "service.instance.id": "n1", "host.name": "box" });
const compression = "gzip";
const exporter = way === "grpc" ? new GrpcExporter({ url: address, compression })
  : way === "json" ? new JsonExporter({ url: `${address}/v1/traces`, compression })
  : new ProtobufExporter({ url: `${address}/v1/traces`, compression });

const traces = new BasicTracerProvider({ resource, spanProcessors: [new BatchSpanProcessor(exporter)] });
const tracer = traces.getTracer("peer", "1.2");
const root = tracer.startSpan("GET /cart", { kind: SpanKind.SERVER, attributes: { "http.response.status_code": 200, list: ["a", "b"], ratio: 0.5, yes: true } });
const inner = tracer.startSpan("SELECT cart", { kind: SpanKind.CLIENT, links: [{ context: root.spanContext() }] }, trace.setSpan(context.active(), root));
const error = new Error("the pool is exhausted");
error.name = "TimeoutError";
inner.recordException(error);
inner.setStatus({ code: SpanStatusCode.ERROR, message: "no connection" });
inner.end();
root.end();
await traces.forceFlush();
await traces.shutdown();

if (way !== "grpc") {
  const reader = new PeriodicExportingMetricReader({ exporter: new OTLPMetricExporter({ url: `${address}/v1/metrics` }), exportIntervalMillis: 3_600_000 });
  const metrics = new MeterProvider({ resource, readers: [reader] });
  const meter = metrics.getMeter("peer", "1.2");
  meter.createCounter("orders.placed").add(3, { region: "north" });
  const durations = meter.createHistogram("order.duration", { unit: "s", advice: { explicitBucketBoundaries: [0.1, 1] } });
  for (const duration of [0.05, 0.5, 5])
    durations.record(duration);
  await metrics.forceFlush();
  await metrics.shutdown();

  const logs = new LoggerProvider({ resource, processors: [new SimpleLogRecordProcessor({ exporter: new OTLPLogExporter({ url: `${address}/v1/logs` }) })] });
  logs.getLogger("peer").emit({ severityNumber: SeverityNumber.WARN, severityText: "WARN", body: "the cart is nearly full", attributes: { items: 99 }, context: trace.setSpan(context.active(), root) });
  await logs.forceFlush();
  await logs.shutdown();
}
