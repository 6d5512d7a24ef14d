namespace Dashboard.Domain.Insights;

/// <summary>A kind of trouble that is known by what is unusual about it, and what helps. The first that fits counts.</summary>
/// <param name="Name">What it is called in programs.</param>
/// <param name="Title">What it is called by people, with <c>{0}</c> for where.</param>
/// <param name="Category">What it is about.</param>
/// <param name="Fits">Whether it looks so.</param>
/// <param name="Advice">What may be done.</param>
internal sealed record InsightShape(string Name, string Title, InsightCategory Category, Func<InsightGroup, bool> Fits, string Advice)
{
    /// <summary>All that are known, the more particular before the more general.</summary>
    public static IReadOnlyList<InsightShape> All { get; } =
    [
        new("sites-cut-off", "{0} cut off", InsightCategory.Risk,
            static g => g.Sites.Count > 1 && (g.FellToNothing("cell-prb-use") || g.FellToNothing("cell-users")),
            "Look for the link or router that these sites have in common, on the Topology page, and for its alarms. Send people to the fibre before the sites."),
        new("mains-failure", "{0} lost its mains", InsightCategory.Risk, static g => g.Says("mains", "battery", "powerProblem"),
            "Find out how long the battery lasts (Energy dashboard), and get the mains back or a generator there before."),
        new("site-down", "{0} serves nobody", InsightCategory.Risk,
            static g => g.Sites.Count == 1 && g.Cells.Count > 2 && (g.FellToNothing("cell-prb-use") || g.FellToNothing("cell-users")),
            "See by its alarms whether it lost its way to the core, its power or its radio; reach its router first."),
        new("sleeping-cell", "{0} sleeps: on the air, and nobody is served", InsightCategory.Performance,
            static g => g.Cells.Count is > 0 and <= 2 && (g.FellToNothing("cell-prb-use") || g.FellToNothing("cell-users")),
            "Lock and unlock the cell, or restart its radio unit. Nothing raises an alarm by itself, so see in the next periods whether users come back."),
        new("timing-lost", "{0} lost its timing", InsightCategory.Performance,
            static g => g.Sites.Count == 1 && ((g.Fell("cell-handover") && g.Cells.Count > 1) || (g.Rose("cell-uplink-loss") && Sectors(g) > 1) || g.Says("clock", "synchroni", "timing")),
            "Check its time source: GNSS antenna, PTP grandmaster, NTP. Until then it disturbs its neighbours: lower its power or lock it if theirs suffer."),
        new("uplink-interference", "Something sends in the uplink of {0}", InsightCategory.Performance,
            static g => g.Sites.Count == 1 && g.Rose("cell-uplink-loss"),
            "Look at the noise of the uplink by resource block, and send somebody with a direction finder: a faulty repeater, a jammer or a television amplifier close by."),
        new("cell-saturation", "{0} is full", InsightCategory.Capacity,
            static g => g.Cells.Count > 0 && g.Rose("cell-prb-use") && (g.Fell("cell-throughput") || g.Fell("cell-set-up") || g.Rose("cell-users")),
            "Move users to neighbours or other bands (load balancing), and give the slices that were promised most their share first. If it comes back, plan capacity."),
        new("traffic-lost", "{0} lost its traffic", InsightCategory.Risk,
            static g => g.FellToNothing("interface-traffic-in") || g.FellToNothing("interface-traffic-out"),
            "See whether the link is up, and where its traffic went: Interfaces and Flows pages."),
        new("line-errors", "{0} damages packets", InsightCategory.Risk, static g => g.Rose("interface-errors"),
            "Check cable, transceiver and optical power at both ends."),
        new("congestion", "{0} has more to carry than it can", InsightCategory.Capacity, static g => g.Rose("interface-drops") || g.Rose("host-tcp-retransmission"),
            "Find on the Flows page who fills it; move traffic, shape it, or add capacity."),
        new("traffic-surge", "Far more traffic than usual at {0}", InsightCategory.Anomaly, static g => g.Rose("interface-traffic-in") || g.Rose("interface-traffic-out"),
            "See on the Flows page who talks to whom; if it is an attack, the Security dashboard names its target."),
        new("service-degraded", "{0} answers badly", InsightCategory.Performance, static g => g.Rose("service-errors") || g.Rose("service-latency"),
            "Open its page: the operations that changed, its failing calls, and what it depends on."),
        new("host-busy", "{0} is short of itself", InsightCategory.Capacity, static g => g.Rose("host-cpu") || g.Rose("host-memory"),
            "Find the process that uses it."),
        new("source-changed", "{0} delivers otherwise than usual", InsightCategory.Anomaly, static g => g.Rose("source-records") || g.Fell("source-records"),
            "The Sources page says what it delivers and what is wrong with it."),
    ];

    /// <summary>What fits where nothing known does.</summary>
    public static InsightShape Unusual { get; } = new("unusual", "{0} behaves unusually", InsightCategory.Anomaly, static _ => true, "See what else changed at the same time, and mark it as normal if it is as it should be.");

    /// <summary>The one that fits a group.</summary>
    public static InsightShape Of(InsightGroup group) => All.FirstOrDefault(s => s.Fits(group)) ?? Unusual;

    // Sectors are named by a letter between the site and the carrier, as in meadow-b-n3.
    private static int Sectors(InsightGroup group)
    {
        var site = group.Sites[0];
        return group.Cells.Where(c => c.StartsWith(site, StringComparison.Ordinal) && c.Length > site.Length + 1).Select(c => c[site.Length + 1]).Distinct().Count();
    }
}
