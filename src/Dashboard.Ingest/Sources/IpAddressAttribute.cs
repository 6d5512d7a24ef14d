using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Dashboard.Ingest.Sources;

/// <summary>A setting that is an IP address, not a name.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class IpAddressAttribute : ValidationAttribute
{
    public override bool IsValid(object? value) => value is string text && IPAddress.TryParse(text, out _);
}
