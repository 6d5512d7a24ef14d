namespace Dashboard.Web.Auth;

/// <summary>One line of the audit trail.</summary>
/// <param name="At">When.</param>
/// <param name="Actor">A user's name; empty for somebody who had not signed in.</param>
/// <param name="Action">What was done, such as <c>signed in</c>.</param>
/// <param name="Subject">To which user or token; may be empty.</param>
/// <param name="Address">The network address that it came from.</param>
public sealed record AuditEntry(DateTimeOffset At, string Actor, string Action, string Subject, string Address);
