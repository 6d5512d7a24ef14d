using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Dashboard.Ingest.Storage.Sqlite;

/// <summary>
/// The one SQLite file that holds what the program must not forget: users, dashboards, alarms and the like.
/// It knows how to open connections and how far its schema has come (<c>PRAGMA user_version</c>), not what is in it.
/// </summary>
public sealed class StateDatabase
{
    private readonly string connectionString;

    private StateDatabase(string path) => connectionString = new SqliteConnectionStringBuilder
    {
        DataSource = path,
        ForeignKeys = true,
        // Seconds that a statement waits for another connection's write before it fails.
        DefaultTimeout = 10,
    }.ToString();

    /// <summary>Opens the file, makes it (readable by this user only) where it is missing, and brings its schema up to date.</summary>
    /// <param name="path">The file.</param>
    /// <param name="migrations">The steps of all areas, in any order.</param>
    /// <exception cref="StateDatabaseException">The file cannot be opened, is no database, or was written by a newer version.</exception>
    /// <exception cref="ArgumentException">The steps are not numbered 1, 2, 3 and so on: two areas took one number, or one is left out.</exception>
    public static StateDatabase Open(string path, IEnumerable<StateMigration> migrations)
    {
        var steps = migrations.OrderBy(m => m.Number).ToArray();
        for (var i = 0; i < steps.Length; i++)
        {
            if (steps[i].Number != i + 1)
                throw new ArgumentException($"State migrations must be numbered from 1 without gaps or repeats; where {i + 1} belongs there is {steps[i].Number}.", nameof(migrations));
        }
        try
        {
            PrivateFile.Ensure(path);
            var database = new StateDatabase(path);
            using var connection = database.Connect();
            Run(connection, "PRAGMA journal_mode = WAL");
            Migrate(connection, path, steps);
            return database;
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new StateDatabaseException($"The state database '{path}' cannot be opened ({e.Message}) Check that it is a file this program may write to, or put back a copy of it.", e);
        }
    }

    /// <summary>An open connection from the pool; the caller disposes it.</summary>
    public SqliteConnection Connect()
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        return connection;
    }

    private static void Migrate(SqliteConnection connection, string path, StateMigration[] steps)
    {
        // The version is read inside the write transaction, so that two starts at once do not run a step twice.
        using var transaction = connection.BeginTransaction();
        var version = Version(connection);
        if (version > steps.Length)
            throw new StateDatabaseException($"The state database '{path}' has schema version {version} and this program knows {steps.Length}: it was written by a newer version. Start that version, or put back the copy from before the upgrade.");
        foreach (var step in steps.Skip(version))
            Run(connection, step.Sql);
        Run(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {steps.Length}"));
        transaction.Commit();
    }

    private static int Version(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        return Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    // The text is a program constant or a step's own, never a user's.
    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
