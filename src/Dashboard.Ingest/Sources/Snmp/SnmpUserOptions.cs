using System.ComponentModel.DataAnnotations;
using Dashboard.Ingest.Sources.Snmp.Security;

namespace Dashboard.Ingest.Sources.Snmp;

/// <summary>A user that traps and informs of version 3 are taken from; an entry of the list in settings section <c>Noc:Snmp:Users</c>.</summary>
public sealed class SnmpUserOptions
{
    /// <summary>The settings section.</summary>
    public const string Section = "Noc:Snmp:Users";

    /// <summary>The user's name. Required.</summary>
    [Required, MinLength(1)]
    public string Name { get; init; } = "";

    /// <summary>How messages are authenticated. Default <c>None</c>.</summary>
    [EnumDataType(typeof(UsmAuthentication))]
    public UsmAuthentication Authentication { get; init; }

    /// <summary>The password for that, at least 8 characters.</summary>
    public string AuthPassword { get; init; } = "";

    /// <summary>How messages are enciphered. Default <c>None</c>.</summary>
    [EnumDataType(typeof(UsmPrivacy))]
    public UsmPrivacy Privacy { get; init; }

    /// <summary>The password for that, at least 8 characters.</summary>
    public string PrivPassword { get; init; } = "";

    internal UsmUser User() => new(Name, Authentication, AuthPassword, Privacy, PrivPassword);

    /// <summary>What is wrong with a list of users; null where nothing is. Names no secret.</summary>
    public static string? Complaint(IReadOnlyList<SnmpUserOptions> users) =>
        users.Select(u => UsmUser.Complaint(u.Name, u.Authentication, u.AuthPassword, u.Privacy, u.PrivPassword) is { } complaint ? $"{Section}: {complaint}." : null).FirstOrDefault(c => c is not null)
        ?? users.GroupBy(u => u.Name, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => $"{Section}: two users are called '{g.Key}'.").FirstOrDefault();
}
