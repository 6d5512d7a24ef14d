using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Simulation;

/// <summary>
/// The services that the network's operator runs for its customers: a portal that asks for balances, places orders and shows
/// coverage. Orders wait in a queue and end at a base station, so they time out where that cannot be reached; while
/// something is wrong, customers look for coverage, and the database behind that grows slow.
/// </summary>
public static class SimulatedServices
{
    /// <summary>The services, the one that customers see first.</summary>
    public static readonly IReadOnlyList<string> All = ["portal", "billing", "provisioning", "activation", "element-manager", "radio-api"];

    /// <summary>The namespace of a service: what customers see, or what works behind it.</summary>
    public static string NamespaceOf(string service) => service is "portal" or "billing" ? "customers" : "network";

    private const double Millisecond = 1e6;
    private const double Patience = 3000;
    private const double Locked = 0.01;
    private const int Balances = 2;
    private const int Coverages = 2;

    /// <summary>What they do for the requests of one second.</summary>
    /// <param name="moment">The network.</param>
    /// <param name="incidents">What goes wrong in it.</param>
    /// <param name="second">Seconds since 1970-01-01 UTC.</param>
    public static IReadOnlyList<SimulatedSpan> Of(NetworkMoment moment, IReadOnlyList<Incident> incidents, long second)
    {
        List<SimulatedSpan> spans = []; // bound: requests of a second
        var worried = incidents.Count(i => i.IsOn(second * 1000));
        var request = 0;
        for (var i = 0; i < Balances; i++)
            Balance(new Course(moment.Network.Seed, second, request++, spans));
        Order(new Course(moment.Network.Seed, second, request++, spans), moment);
        for (var i = 0; i < Coverages + (3 * worried); i++)
            Coverage(new Course(moment.Network.Seed, second, request++, spans), 1 + (2.5 * worried));
        return spans;
    }

    private static void Balance(Course course)
    {
        var error = course.Chance() < Locked ? "the ledger is locked" : "";
        Serve(course, default, course.Begin, "portal", "GET /account", (parent, at) =>
            Call(course, parent, at, "portal", "GET /balance", "billing", 4, (inner, later) =>
                Query(course, inner, later, "billing", "SELECT accounts", "billing", 6, error), error), error: error);
    }

    private static void Coverage(Course course, double slowness)
    {
        var isLost = slowness > 1 && course.Chance() < 0.02 * slowness;
        var error = isLost ? "statement timed out" : "";
        Serve(course, default, course.Begin, "portal", "GET /coverage", (parent, at) =>
            Call(course, parent, at, "portal", "GET /cells", "radio-api", 5, (inner, later) =>
                Query(course, inner, later, "radio-api", "SELECT cells", "inventory", isLost ? Patience : 12 * slowness, error), error), error: error);
    }

    // The customer is told at once; the rest is done behind the queue.
    private static void Order(Course course, NetworkMoment moment)
    {
        var site = moment.Network.Sites[(int)(course.Chance() * moment.Network.Sites.Count)];
        var (isReached, published, sent) = (moment.IsReachable(site), default(SpanId), 0.0);
        (string, string)[] queue = [("messaging.system", "kafka"), ("messaging.destination.name", "orders")];
        Serve(course, default, course.Begin, "portal", "POST /orders", (parent, at) =>
            Call(course, parent, at, "portal", "POST /provisioning/orders", "provisioning", 8, (inner, later) =>
            {
                (published, sent) = course.Add(inner, later, "provisioning", "orders publish", SpanKind.Producer, 2, "", queue, null);
                return sent;
            }));
        course.Add(published, sent + (course.Chance() * 80), "activation", "orders process", SpanKind.Consumer, 6, isReached ? "" : "the element did not answer", queue, (parent, at) =>
            Call(course, parent, at, "activation", "PUT /elements/{name}", "element-manager", 9, (inner, later) =>
                course.Add(inner, later, "element-manager", "edit-config", SpanKind.Client, isReached ? 45 : Patience, isReached ? "" : $"timed out waiting for {site.Element}",
                    [("server.address", site.Element), ("peer.service", $"base stations {site.Cluster}"), ("rpc.system", "netconf")], null).End, isReached ? "" : "timeout"));
    }

    private static double Serve(Course course, SpanId parent, double at, string service, string operation, Func<SpanId, double, double> inner, double own = 3, string error = "") =>
        course.Add(parent, at, service, operation, SpanKind.Server, own, error, Http(operation, error), inner).End;

    private static double Call(Course course, SpanId parent, double at, string from, string operation, string to, double own, Func<SpanId, double, double> inner, string error = "") =>
        course.Add(parent, at, from, operation, SpanKind.Client, 2, error, [.. Http(operation, error), ("server.address", to)], (id, later) => Serve(course, id, later, to, operation, inner, own, error)).End;

    private static double Query(Course course, SpanId parent, double at, string service, string operation, string database, double own, string error) =>
        course.Add(parent, at, service, operation, SpanKind.Client, own, error, [("db.system.name", "postgresql"), ("db.namespace", database)], null).End;

    private static (string, string)[] Http(string operation, string error)
    {
        var space = operation.IndexOf(' ', StringComparison.Ordinal);
        return [("http.request.method", operation[..space]), ("http.route", operation[(space + 1)..]), ("http.response.status_code", error.Length == 0 ? "200" : error.Contains("time", StringComparison.Ordinal) ? "504" : "500")];
    }

    /// <summary>One request while it is made up; times are milliseconds since the second that it came in.</summary>
    private sealed class Course(long seed, long second, int request, List<SimulatedSpan> into)
    {
        private readonly TraceId _trace = new((ulong)second, ((ulong)seed << 16) | (uint)(request + 1));
        private int _spans;
        private int _chances;

        /// <summary>When the request comes in.</summary>
        public double Begin => Noise.Of(seed, Streams.Request, (second * 1000) + request) * 900;

        /// <summary>A number from 0 up to 1.</summary>
        public double Chance() => Noise.Of(seed, Streams.Request + 1 + request, (second * 1000) + _chances++);

        /// <summary>Adds what a service does, half of it before what it waits for.</summary>
        public (SpanId Id, double End) Add(
            SpanId parent, double at, string service, string operation, SpanKind kind, double own, string error, IReadOnlyList<(string, string)> attributes, Func<SpanId, double, double>? inner)
        {
            var id = new SpanId(((ulong)(second & 0xffff_ffff) << 24) | ((ulong)request << 12) | (uint)++_spans);
            // Most take about as long as ever, and a few much longer.
            own *= 0.7 + (0.6 * Chance()) + (Chance() < 0.02 ? 6 : 0);
            var end = (inner?.Invoke(id, at + (own / 2)) ?? (at + (own / 2))) + (own / 2);
            into.Add(new SimulatedSpan(service, _trace, id, parent, operation, kind, (second * 1_000_000_000) + (long)(at * Millisecond), (long)((end - at) * Millisecond), error, attributes));
            return (id, end);
        }
    }
}
