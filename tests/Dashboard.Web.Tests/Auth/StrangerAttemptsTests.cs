using Dapper;
using Dashboard.Ingest.Sources;
using Dashboard.Ingest.Storage.Sqlite;
using Dashboard.Web.Auth;

namespace Dashboard.Web.Tests.Auth;

public sealed class StrangerAttemptsTests : IDisposable
{
    private static readonly AuthOptions Options = new() { LockoutAttempts = 2 };

    private readonly TemporaryDirectory data = new();
    private readonly StateDatabase database;
    private readonly StrangerAttempts strangers;
    private readonly FakeClock clock = new();

    public StrangerAttemptsTests()
    {
        database = StateDatabase.Open(Path.Combine(data.Path, "noc.db"), [AuthSchema.First, SourceMaintenance.Schema, AuthSchema.Strangers]);
        strangers = new(database);
    }

    public void Dispose() => data.Dispose();

    [Fact]
    public void A_name_locks_whatever_the_case_of_its_letters()
    {
        strangers.Count("nobody", clock.GetUtcNow(), Options);
        var (before, after) = strangers.Count("NoBody", clock.GetUtcNow(), Options);

        Assert.Null(before.LockedFor(clock.GetUtcNow()));
        Assert.Equal(Options.LockoutDuration, after.LockedFor(clock.GetUtcNow()));
    }

    [Fact]
    public void What_was_typed_is_not_stored_in_a_form_that_could_be_guessed_at()
    {
        strangers.Count("a password in the wrong field", clock.GetUtcNow(), Options);

        using var connection = database.Connect();
        var stored = connection.ExecuteScalar<byte[]>("SELECT name FROM stranger_attempts")!;
        Assert.NotEqual(Secret.Hash("A PASSWORD IN THE WRONG FIELD"), stored);
    }

    [Fact]
    public void So_many_names_are_remembered_and_then_the_oldest_go()
    {
        using var connection = database.Connect();
        connection.Execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO stranger_attempts (name, failed_count) SELECT randomblob(32), 1 FROM n");

        strangers.Count("one more", clock.GetUtcNow(), Options);

        Assert.Equal(StrangerAttempts.Most, connection.ExecuteScalar<int>("SELECT count(*) FROM stranger_attempts"));
    }
}
