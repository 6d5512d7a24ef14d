namespace Dashboard.Domain.Dashboards;

/// <summary>A dashboard while it is changed: what it is now, what it was before each step, and what it was when last saved.</summary>
public sealed class EditHistory(DashboardDefinition start)
{
    /// <summary>Steps that can be undone; the oldest are forgotten beyond.</summary>
    public const int MaxSteps = 100;

    private readonly List<Step> _steps = [new("", start)]; // bound: MaxSteps
    private int _at;
    private string _saved = DashboardJson.Write(start);

    /// <summary>The dashboard as it is now.</summary>
    public DashboardDefinition Current => _steps[_at].Dashboard;

    public bool CanUndo => _at > 0;

    public bool CanRedo => _at < _steps.Count - 1;

    /// <summary>Whether it differs from what was saved last.</summary>
    public bool IsChanged => DashboardJson.Write(Current) != _saved;

    /// <summary>Takes a step; what was undone before can no longer be redone. A dashboard that is as it was is no step.</summary>
    /// <param name="what">What the step does, in words that fit after "Undone:".</param>
    /// <param name="dashboard">The dashboard after it.</param>
    public bool Take(string what, DashboardDefinition dashboard)
    {
        if (ReferenceEquals(dashboard, Current) || DashboardJson.Write(dashboard) == DashboardJson.Write(Current))
            return false;
        _steps.RemoveRange(_at + 1, _steps.Count - _at - 1);
        _steps.Add(new(what, dashboard));
        if (_steps.Count > MaxSteps + 1)
            _steps.RemoveAt(0);
        _at = _steps.Count - 1;
        return true;
    }

    /// <summary>Takes the last step back. Returns what it had done; null where there is none.</summary>
    public string? Undo() => CanUndo ? _steps[_at--].What : null;

    /// <summary>Takes a step again that was undone. Returns what it does; null where there is none.</summary>
    public string? Redo() => CanRedo ? _steps[++_at].What : null;

    /// <summary>What it is now is saved.</summary>
    public void MarkSaved() => _saved = DashboardJson.Write(Current);

    private sealed record Step(string What, DashboardDefinition Dashboard);
}
