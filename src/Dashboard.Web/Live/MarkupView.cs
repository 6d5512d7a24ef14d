using System.Buffers;
using System.Net;
using System.Text.Json;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Web.Live;

/// <summary>
/// A widget whose picture is markup, written once for all who see it: a map, a heat, a list. It carries no styles, since
/// the page's policy allows none, and every text in it went through <see cref="Text"/>.
/// </summary>
public sealed record MarkupView : WidgetView
{
    /// <summary>The picture; empty where there is nothing to see.</summary>
    public string Markup { get; init; } = "";

    /// <summary>What stands at the right of the title.</summary>
    public string Note { get; init; } = "";

    /// <summary>The worst of what is shown.</summary>
    public PerceivedSeverity Severity { get; init; }

    /// <summary>A text as markup, in content and in quoted attributes.</summary>
    internal static string Text(string text) => WebUtility.HtmlEncode(text);

    /// <summary>A severity's mark as markup.</summary>
    internal static string Mark(PerceivedSeverity severity, string attributes = "class=\"mark\"")
    {
        var name = severity.ToString().ToLowerInvariant();
        return $"<svg {attributes} role=\"img\" aria-label=\"{name}\"><use href=\"#sev-{name}\"/></svg>";
    }

    /// <summary>The view of an answer: what went wrong, or <paramref name="draw"/>, or why there is nothing.</summary>
    internal static MarkupView Of(IReadOnlyList<LiveSnapshot> answers, long version, string nothing, Func<MarkupView, MarkupView> draw)
    {
        var failed = answers.FirstOrDefault(a => a.Error is not null);
        var view = new MarkupView { Version = version, NewestSample = answers[0].NewestSample, Spacing = answers[0].Spacing, State = ViewState.Ready };
        var hasElements = answers[0].Vector.Count > 0 || answers[0].Series.Count > 0;
        view = failed is not null ? view with { State = ViewState.Error, Message = failed.Error! }
            : answers[0].Version == 0 ? view with { State = ViewState.Loading, Message = "Loading" }
            : hasElements ? draw(view)
            : view;
        if (view is { State: ViewState.Ready, Markup: "" })
            view = view with { State = ViewState.Empty, Message = nothing };
        return view with { Encoded = view.Encode() };
    }

    private ReadOnlyMemory<byte> Encode()
    {
        var buffer = new ArrayBufferWriter<byte>(Markup.Length + 256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("state", State.ToString().ToLowerInvariant());
            json.WriteString("severity", Severity.ToString().ToLowerInvariant());
            json.WriteString("message", Message);
            json.WriteString("note", Note);
            json.WriteNumber("time", NewestSample);
            json.WriteNumber("spacing", Spacing);
            json.WriteString("markup", Markup);
            json.WriteEndObject();
        }
        return buffer.WrittenMemory.ToArray();
    }
}
