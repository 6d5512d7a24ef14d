using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Dashboard.Domain.Simulation;

namespace Dashboard.Ingest.Demo;

/// <summary>What the operator's services tell of requests, as OpenTelemetry's SDKs would send it: OTLP in JSON. Used by one thread at a time.</summary>
public sealed class DemoTraces
{
    private const int Error = 2;

    private readonly ArrayBufferWriter<byte> _body = new(64 * 1024); // bound: requests of a few seconds

    /// <summary>The last message.</summary>
    public ReadOnlyMemory<byte> Body => _body.WrittenMemory;

    /// <summary>Writes spans, by the service that did them.</summary>
    public void Write(IEnumerable<SimulatedSpan> spans)
    {
        ArgumentNullException.ThrowIfNull(spans);
        _body.ResetWrittenCount();
        using var json = new Utf8JsonWriter(_body);
        json.WriteStartObject();
        json.WriteStartArray("resourceSpans"u8);
        foreach (var service in spans.GroupBy(static s => s.Service, StringComparer.Ordinal))
        {
            json.WriteStartObject();
            json.WriteStartObject("resource"u8);
            Attributes(json, [("service.name", service.Key), ("service.namespace", SimulatedServices.NamespaceOf(service.Key)), ("service.instance.id", $"{service.Key}-1"), ("service.version", "26.4.1")]);
            json.WriteEndObject();
            json.WriteStartArray("scopeSpans"u8);
            json.WriteStartObject();
            json.WriteStartObject("scope"u8);
            json.WriteString("name"u8, "simulated"u8);
            json.WriteEndObject();
            json.WriteStartArray("spans"u8);
            foreach (var span in service)
                Write(json, span);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, SimulatedSpan span)
    {
        json.WriteStartObject();
        json.WriteString("traceId"u8, span.Trace.ToString());
        json.WriteString("spanId"u8, span.Id.ToString());
        if (!span.Parent.IsEmpty)
            json.WriteString("parentSpanId"u8, span.Parent.ToString());
        json.WriteString("name"u8, span.Operation);
        json.WriteNumber("kind"u8, (int)span.Direction);
        // Whole numbers of 64 bits are texts.
        json.WriteString("startTimeUnixNano"u8, span.Start.ToString(CultureInfo.InvariantCulture));
        json.WriteString("endTimeUnixNano"u8, (span.Start + span.Duration).ToString(CultureInfo.InvariantCulture));
        Attributes(json, span.Attributes);
        if (span.Error.Length > 0)
        {
            json.WriteStartObject("status"u8);
            json.WriteNumber("code"u8, Error);
            json.WriteString("message"u8, span.Error);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void Attributes(Utf8JsonWriter json, IEnumerable<(string Name, string Value)> attributes)
    {
        json.WriteStartArray("attributes"u8);
        foreach (var (name, value) in attributes)
        {
            json.WriteStartObject();
            json.WriteString("key"u8, name);
            json.WriteStartObject("value"u8);
            json.WriteString("stringValue"u8, value);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
