namespace Dashboard.Web.Hosting;

/// <summary>A setting that the program cannot start with. The message names the key, the value and what is allowed.</summary>
public sealed class SettingsException(string message) : Exception(message);
