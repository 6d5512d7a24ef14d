using System.Net;
using Dashboard.Domain.Dashboards;
using Dashboard.Ingest.Sources;
using Dashboard.Ingest.Storage.Sqlite;
using Dashboard.Web.Auth;
using Dashboard.Web.Dashboards;
using Dashboard.Web.Tests.Auth;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dashboard.Web.Tests.Dashboards;

/// <summary>A library on a real state database, with a clock that the test moves.</summary>
internal sealed class LibraryRoom : IDisposable
{
    public static readonly Actor Ada = new("ada", IPAddress.Loopback);
    public static readonly Actor Bob = new("bob", IPAddress.Loopback);

    private readonly TemporaryDirectory data = new();

    public LibraryRoom()
    {
        Database = StateDatabase.Open(Path.Combine(data.Path, "noc.db"), [AuthSchema.First, SourceMaintenance.Schema, AuthSchema.Strangers, DashboardSchema.Library]);
        Audit = new(Database, Clock);
        Library = Again();
    }

    public FakeClock Clock { get; } = new();

    public StateDatabase Database { get; }

    public AuditTrail Audit { get; }

    public DashboardLibrary Library { get; }

    /// <summary>The library as the next start of the program finds it.</summary>
    public DashboardLibrary Again() => new(Database, Audit, Clock, NullLogger<DashboardLibrary>.Instance);

    public void Dispose() => data.Dispose();

    public static DashboardDefinition Board(string slug, string title = "Board", string text = "hello") => new()
    {
        Slug = slug,
        Title = title,
        Sections = [new() { Widgets = [new() { Place = new(0, 0, 6, 4), Widget = new TextDefinition { Id = "note", Title = "Note", Markdown = text } }] }],
    };
}
