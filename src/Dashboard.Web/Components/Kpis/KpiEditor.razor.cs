using Dashboard.Domain.Kpi;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Kpis;
using Dashboard.Web.Auth;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace Dashboard.Web.Components.Kpis;

/// <summary>Changes a KPI, or makes one.</summary>
public sealed partial class KpiEditor : IDisposable
{
    private static readonly string[] Variables = ["by", "scope", "window", "seconds"];
    private static readonly KpiFormula Blank = new() { Id = "", Title = "", Query = "", Levels = [KpiLevel.Network] };

    private readonly CancellationTokenSource _gone = new();
    private KpiFormula _kpi = Blank;
    private string _name = "";
    private (bool IsGood, string Text)? _said;
    private bool _isComputing;
    private IReadOnlyList<KpiVersion> _versions = [];
    private string _user = "";
    private bool _mayAdminister;

    /// <summary>The KPI to be changed; null for a new one.</summary>
    [Parameter]
    public CatalogueKpi? Present { get; set; }

    /// <summary>Called when the catalogue has changed.</summary>
    [Parameter]
    public EventCallback Changed { get; set; }

    /// <summary>Called when the form is to go away.</summary>
    [Parameter]
    public EventCallback Closed { get; set; }

    [Inject]
    private KpiCatalogue Catalogue { get; set; } = default!;

    [Inject]
    private AuditTrail Audit { get; set; } = default!;

    [Inject]
    private PageOrigin Origin { get; set; } = default!;

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        var user = (await Authentication).User;
        (_user, _mayAdminister) = (user.Identity?.Name ?? "", user.IsInRole(Roles.Administrator));
        if (Present is not { } present)
            return;
        (_kpi, _name) = (present.Formula, present.Formula.Id);
        _versions = Catalogue.Versions(_name);
    }

    private void Put(KpiFormula kpi) => (_kpi, _said) = (kpi, null);

    // What was written, checked as the reader of files does; null with the complaint said.
    private KpiFormula? Checked()
    {
        try
        {
            return KpiFile.ReadOne(_name.Trim(), KpiFile.Write(_kpi), "The KPI");
        }
        catch (FormatException e)
        {
            _said = (false, e.Message);
            return null;
        }
    }

    private async Task Try()
    {
        if (!_mayAdminister || Checked() is not { } kpi)
            return;
        _isComputing = true;
        try
        {
            var answers = await Task.Run(() => Catalogue.Report([kpi], kpi.Levels[0], TimeSpan.FromHours(1), at: null, _gone.Token), _gone.Token);
            var (answer, level) = (answers[0], kpi.Levels[0].ToString().ToLowerInvariant());
            _said = answer.Error is { } error ? (false, error)
                : answer.Values is [] ? (true, $"It is PromQL, and for the {level} and the last hour it has no value.")
                : (true, $"For the {level} and the last hour: {string.Join(", ", answer.Values.Take(5).Select(v => $"{(v.Labels.Count == 0 ? "" : $"{v.Labels} ")}{kpi.Unit.Format(v.Value)}"))}{(answer.Values.Count > 5 ? $" and {answer.Values.Count - 5} more" : "")}.");
        }
        catch (OperationCanceledException)
        {
            // The page went away.
        }
        finally
        {
            _isComputing = false;
        }
    }

    private async Task Save()
    {
        if (!_mayAdminister || Checked() is not { } kpi)
            return;
        var saved = Catalogue.Save(kpi, Present?.Formula.Version ?? 0, _user);
        _said = saved.Complaint is { } complaint ? (false, complaint) : null;
        if (saved.Kpi is null)
            return;
        Audit.Add(Origin.ActorOf(_user), Present is null ? "added KPI" : "changed KPI", kpi.Id);
        await Changed.InvokeAsync();
    }

    private async Task Remove()
    {
        if (!_mayAdminister || Present is not { } present)
            return;
        var removed = Catalogue.Remove(present.Formula.Id, present.Formula.Version, _user);
        _said = removed.Complaint is { } complaint ? (false, complaint) : null;
        if (removed.Kpi is null)
            return;
        Audit.Add(Origin.ActorOf(_user), "removed KPI", present.Formula.Id);
        await Changed.InvokeAsync();
    }

    private void Load(KpiVersion version)
    {
        try
        {
            _kpi = KpiFile.ReadOne(_name, version.Yaml!, $"Version {version.Number}");
            _said = (true, $"This is version {version.Number}. It holds once it is saved.");
        }
        catch (FormatException e)
        {
            _said = (false, e.Message);
        }
    }

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }
}
