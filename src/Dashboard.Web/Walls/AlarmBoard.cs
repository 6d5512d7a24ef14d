using Dashboard.Domain.Dashboards;

namespace Dashboard.Web.Walls;

/// <summary>The open alarms alone on a screen: what a critical alarm shows where no dashboard is chosen for it.</summary>
internal static class AlarmBoard
{
    public static DashboardDefinition Definition { get; } = new()
    {
        Slug = "alarms",
        Title = "Active alarms",
        Sections =
        [
            new()
            {
                Widgets =
                [
                    new() { Place = new(0, 0, GridPlace.Columns, 20), Widget = new AlarmsDefinition { Id = "alarms", Title = "Active alarms" } },
                ],
            },
        ],
    };
}
