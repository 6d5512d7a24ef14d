namespace Dashboard.Ingest.Storage.Sqlite;

/// <summary>One step of the state database's schema. An area registers its own; a step that has shipped is never edited, the next one corrects it.</summary>
/// <param name="Number">Its place among the steps of all areas: 1, 2, 3 and so on, each taken once.</param>
/// <param name="Sql">The statements, run once in one transaction.</param>
public sealed record StateMigration(int Number, string Sql);
