using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dashboard.Domain.Dashboards;
using Dashboard.Web.Dashboards;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Web.Components.Editing;

/// <summary>Changes one widget. What is right is put on the dashboard at once, as a step that can be undone; what is wrong stays here with its sentences.</summary>
public sealed partial class WidgetEditor
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, IndentSize = 2, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private WidgetDefinition? _draft;
    private string? _draftJson;
    private WidgetDefinition? _seen;
    private WidgetBinding? _seenBinding;
    private WidgetDefinition _preview = default!;
    private IReadOnlyList<string> _problems = [];
    private bool _asJson;

    [Parameter, EditorRequired]
    public EditSession Edit { get; set; } = default!;

    /// <summary>The widget as it is on the dashboard.</summary>
    [Parameter, EditorRequired]
    public WidgetDefinition Widget { get; set; } = default!;

    /// <summary>How the viewer sees the dashboard.</summary>
    [Parameter, EditorRequired]
    public WidgetBinding Binding { get; set; } = default!;

    /// <summary>The dashboard's variables.</summary>
    [Parameter]
    public IReadOnlyList<string> Variables { get; set; } = [];

    private WidgetDefinition Draft => _draft ?? Widget;

    private string Json => _draftJson ?? JsonNode.Parse(DashboardJson.Write(Draft))!.ToJsonString(Indented);

    private string PreviewKey { get; set; } = "";

    protected override void OnParametersSet()
    {
        if (ReferenceEquals(_seen, Widget) && ReferenceEquals(_seenBinding, Binding))
            return;
        // The dashboard has moved on, by this editor or by an undo: what was wrong is past.
        if (!ReferenceEquals(_seen, Widget))
            (_draft, _draftJson, _problems) = (null, null, []);
        (_seen, _seenBinding) = (Widget, Binding);
        _preview = Widget.Bind(Binding);
        PreviewKey = DashboardJson.Write(_preview);
    }

    private void Put(WidgetDefinition widget)
    {
        _draftJson = null;
        _problems = DashboardRules.Check(widget);
        if (_problems.Count == 0 && widget.Id != Widget.Id && Edit.Dashboard.Widgets().Any(w => w.Id == widget.Id))
            _problems = [$"Another widget has the id '{widget.Id}'."];
        if (_problems.Count > 0)
        {
            _draft = widget;
            return;
        }
        _draft = null;
        var id = Widget.Id;
        Edit.Take($"changed {(widget.Title.Length > 0 ? widget.Title : widget.Id)}", DashboardEdit.Replace(Edit.Dashboard, id, widget));
        if (widget.Id != id)
            Edit.Select(widget.Id);
    }

    private void ReadJson(string text)
    {
        if (DashboardJson.ReadWidget(text, out var problems) is { } widget)
        {
            Put(widget);
            return;
        }
        (_draftJson, _problems) = (text, problems);
    }
}
