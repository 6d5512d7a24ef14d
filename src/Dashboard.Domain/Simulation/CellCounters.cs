namespace Dashboard.Domain.Simulation;

/// <summary>
/// What a cell of the simulated network reports of a period, by the names of TS 28.552: what is counted in whole events,
/// of which never more succeed than were attempted, and what is measured.
/// </summary>
public static class CellCounters
{
    private static readonly (string Name, double Share)[] Causes = [("mo-Data", 0.55), ("mo-Signalling", 0.20), ("mt-Access", 0.24), ("emergency", 0.01)];

    /// <summary>The measurements of a cell in the distributed unit.</summary>
    public static IReadOnlyList<string> DuNames { get; } =
    [
        "RRU.PrbTotDl", "RRU.PrbTotUl", "TB.TotNbrDl", "TB.ErrTotNbrDl", "TB.TotNbrUl", "TB.ErrTotNbrUl",
        "RRU.CellUnavailableTime.fault", "RRU.CellUnavailableTime.energySaving", "RRU.CellUnavailableTime.manual",
        "DRB.UEThpDl", "DRB.UEThpUl", "DRB.RlcSduDelayDl", "DRB.AirIfDelayDl",
    ];

    /// <summary>How many of <see cref="DuNames"/> are measured at any time; those after them only while somebody is served.</summary>
    public const int DuAlways = 9;

    /// <summary>The measurements of a cell in the central unit.</summary>
    public static IReadOnlyList<string> CuNames { get; } =
    [
        "RRC.ConnMean", "RRC.ConnMax",
        .. Causes.Select(static c => $"RRC.ConnEstabAtt.{c.Name}"), .. Causes.Select(static c => $"RRC.ConnEstabSucc.{c.Name}"),
        .. Causes.Select(static c => $"UECNTX.ConnEstabAtt.{c.Name}"), .. Causes.Select(static c => $"UECNTX.ConnEstabSucc.{c.Name}"),
        .. OfSlices("DRB.EstabAtt"), .. OfSlices("DRB.EstabSucc"), .. OfSlices("DRB.RelActNbr"), .. OfSlices("DRB.SessionTime"),
        .. OfSlices("SM.PDUSessionSetupReq"), .. OfSlices("SM.PDUSessionSetupSucc"),
        "MM.HoPrepInterReq", "MM.HoPrepInterSucc", "MM.HoExeInterReq", "MM.HoExeInterSucc",
        "MM.HoPrepIntraReq", "MM.HoPrepIntraSucc", "MM.HoExeIntraReq", "MM.HoExeIntraSucc",
        "DRB.PdcpSduVolumeDL", "DRB.PdcpSduVolumeUL", "DRB.PacketLossRateUl",
    ];

    /// <summary>How many of <see cref="CuNames"/> are measured at any time.</summary>
    public static int CuAlways => CuNames.Count - 1;

    /// <summary>The values of <see cref="DuNames"/>; NaN for what was not measured.</summary>
    public static void FillDu(SimulatedNetwork network, SimulatedCell cell, in CellState state, long to, Span<double> values)
    {
        var counts = new Counts(network.Seed, cell.Index, to);
        // Of 2,000 slots a second.
        var blocksDl = state.PrbDl * (1 - state.Outage - state.Saving) * 2000 * cell.Carrier.DownlinkShare * state.Seconds;
        var blocksUl = state.PrbUl * (1 - state.Outage - state.Saving) * 2000 * (1.05 - cell.Carrier.DownlinkShare) * state.Seconds;
        var isServed = state.Users > 0;
        var at = 0;
        values[at++] = Rounded(100 * state.PrbDl);
        values[at++] = Rounded(100 * state.PrbUl);
        var (total, errors) = counts.Of(blocksDl, 0.08);
        values[at++] = total;
        values[at++] = errors;
        (total, errors) = counts.Of(blocksUl, state.BlockErrorsUl);
        values[at++] = total;
        values[at++] = errors;
        values[at++] = Math.Round(state.Seconds * state.Outage);
        values[at++] = Math.Round(state.Seconds * state.Saving);
        values[at++] = 0;
        values[at++] = isServed ? Math.Round(1000 * state.UserDl) : double.NaN;
        values[at++] = isServed ? Math.Round(1000 * state.UserUl) : double.NaN;
        values[at++] = isServed ? Rounded(state.RlcDelay) : double.NaN;
        values[at] = isServed ? Rounded(state.AirDelay) : double.NaN;
    }

    /// <summary>The values of <see cref="CuNames"/>; NaN for what was not measured.</summary>
    public static void FillCu(SimulatedNetwork network, SimulatedCell cell, in CellState state, long to, Span<double> values)
    {
        var counts = new Counts(network.Seed, cell.Index + 1000, to);
        var (causes, slices) = (Causes.Length, SimulatedSlice.All.Count);
        values[0] = Rounded(state.Users);
        values[1] = Math.Ceiling(state.Users * 1.25);
        var at = 2;
        double connected = 0;
        for (var i = 0; i < causes; i++)
        {
            var (attempts, successes) = counts.Of(state.Connections * Causes[i].Share, state.ConnectionRate);
            (values[at + i], values[at + causes + i]) = (attempts, successes);
            // Whoever only signals wants no context for data, but gets one.
            (values[at + (2 * causes) + i], values[at + (3 * causes) + i]) = counts.Within(successes, 0.9985);
            connected += successes;
        }
        at += 4 * causes;
        for (var i = 0; i < slices; i++)
        {
            var slice = SimulatedSlice.All[i];
            var (attempts, successes) = counts.Of(connected * slice.UserShare * 1.3, 0.9985 - ((1 - state.ConnectionRate) * 0.2));
            (values[at + i], values[at + slices + i]) = (attempts, successes);
            var seconds = state.ActiveUsers * slice.UserShare * state.Seconds;
            (_, values[at + (2 * slices) + i]) = counts.Of(seconds, (8e-5 * (1 + (20 * (1 - state.ConnectionRate)))) + (state.HandoverRate < 0.95 ? 4e-4 : 0));
            values[at + (3 * slices) + i] = Math.Round(seconds);
            var (requests, granted) = counts.Of(connected * slice.UserShare * 0.35, 0.9978);
            (values[at + (4 * slices) + i], values[at + (5 * slices) + i]) = (requests, granted);
        }
        at += 6 * slices;
        at = Handovers(counts, 0.6 * state.Handovers, state.HandoverRate, values, at);
        at = Handovers(counts, 0.4 * state.Handovers, Math.Min(1, state.HandoverRate + 0.001), values, at);
        values[at++] = Rounded(state.CarriedDl * state.Seconds);
        values[at++] = Rounded(state.CarriedUl * state.Seconds);
        values[at] = state.Users > 0 ? Math.Round(state.LossUl) : double.NaN;
    }

    // What was prepared is carried out.
    private static int Handovers(Counts counts, double wanted, double rate, Span<double> values, int at)
    {
        (values[at], values[at + 1]) = counts.Of(wanted, rate);
        (values[at + 2], values[at + 3]) = counts.Within(values[at + 1], rate);
        return at + 4;
    }

    private static IEnumerable<string> OfSlices(string name) => SimulatedSlice.All.Select(s => $"{name}.{s.Name}");

    private static double Rounded(double value) => Math.Round(value, 2);

    // Whole numbers that are as large on the mean as what they stand for.
    private sealed class Counts(int seed, int cell, long time)
    {
        private long _place = time / 1000;

        public (double All, double Some) Of(double all, double rate) => Within(Whole(all), rate);

        public (double All, double Some) Within(double all, double rate) => (all, Math.Min(all, Whole(all * rate)));

        private double Whole(double value) => Math.Floor(value + Noise.Of(seed, Streams.CellCount + cell, _place += 7_919));
    }
}
