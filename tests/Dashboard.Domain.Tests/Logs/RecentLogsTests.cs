using Dashboard.Domain.Logs;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Tests.Logs;

public class RecentLogsTests
{
    [Fact]
    public void The_oldest_lines_leave_when_it_is_full()
    {
        var logs = new RecentLogs(capacity: 3);
        Assert.Empty(logs.NewestFirst(10));
        for (var i = 1; i <= 5; i++)
            logs.Add(new LogRecord(i, Labels.Empty, LogSeverity.Informational, $"line {i}"));
        Assert.Equal(["line 5", "line 4", "line 3"], logs.NewestFirst(10).Select(l => l.Body));
        Assert.Equal(["line 5"], logs.NewestFirst(1).Select(l => l.Body));
        Assert.Equal(5, logs.Taken);
    }
}
