using Dashboard.Ingest.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Dashboard.Ingest.Tests.Storage.Sqlite;

public sealed class StateDatabaseTests : IDisposable
{
    private static readonly StateMigration First = new(1, "CREATE TABLE a (x INTEGER); INSERT INTO a VALUES (1);");
    private static readonly StateMigration Second = new(2, "CREATE TABLE b (y INTEGER REFERENCES a); INSERT INTO a VALUES (2);");

    private readonly string directory = Directory.CreateTempSubdirectory("noc-test-").FullName;

    private string File => Path.Combine(directory, "noc.db");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public void Steps_of_all_areas_run_once_each_in_the_order_of_their_numbers()
    {
        StateDatabase.Open(File, [First]);
        StateDatabase.Open(File, [Second, First]);
        var database = StateDatabase.Open(File, [Second, First]);

        Assert.Equal(2, Number(database, "SELECT count(*) FROM a"));
        Assert.Equal(2, Number(database, "PRAGMA user_version"));
    }

    [Fact]
    public void Connections_write_ahead_and_hold_foreign_keys()
    {
        var database = StateDatabase.Open(File, [First, Second]);

        Assert.Equal("wal", Scalar(database, "PRAGMA journal_mode"));
        Assert.Equal(1, Number(database, "PRAGMA foreign_keys"));
    }

    [Fact]
    public void A_step_that_fails_leaves_the_schema_as_it_was()
    {
        StateDatabase.Open(File, [First]);

        Assert.Throws<StateDatabaseException>(() => StateDatabase.Open(File, [First, new(2, "CREATE TABLE c (z INTEGER); INSERT INTO nowhere VALUES (1);")]));

        var database = StateDatabase.Open(File, [First]);
        Assert.Equal(1, Number(database, "PRAGMA user_version"));
        Assert.Equal(0, Number(database, "SELECT count(*) FROM sqlite_master WHERE name = 'c'"));
    }

    [Fact]
    public void Two_areas_that_take_one_number_are_told_so()
    {
        var refusal = Assert.Throws<ArgumentException>(() => StateDatabase.Open(File, [First, new(1, "CREATE TABLE other (x INTEGER);")]));

        Assert.Contains("where 2 belongs there is 1", refusal.Message);
    }

    [Fact]
    public void A_file_of_a_newer_version_is_left_alone()
    {
        StateDatabase.Open(File, [First, Second]);

        var refusal = Assert.Throws<StateDatabaseException>(() => StateDatabase.Open(File, [First]));

        Assert.Contains("written by a newer version", refusal.Message);
    }

    [Fact]
    public void A_file_that_is_no_database_is_named()
    {
        System.IO.File.WriteAllText(File, "This is a text, and long enough to be taken for a header of a database file, which it is not.");

        var refusal = Assert.Throws<StateDatabaseException>(() => StateDatabase.Open(File, [First]));

        Assert.Contains(File, refusal.Message);
    }

    [Fact]
    public void The_file_is_for_this_user_only_even_if_it_was_not_before()
    {
        if (OperatingSystem.IsWindows())
            return;
        System.IO.File.WriteAllText(File, "");
        System.IO.File.SetUnixFileMode(File, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        StateDatabase.Open(File, [First]);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
    }

    private static long Number(StateDatabase database, string sql) => (long)Scalar(database, sql)!;

    private static object? Scalar(StateDatabase database, string sql)
    {
        using var connection = database.Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
