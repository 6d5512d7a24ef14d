using Dashboard.Domain.Alarms;
using Dashboard.Domain.Query;

namespace Dashboard.Web.Live;

/// <summary>Asks every alarm rule's query every two seconds, whether or not anybody looks, and lets the alarm list settle.</summary>
public sealed class AlarmWatch(RuleConditions conditions, AlarmList alarms, QueryEngine engine, TimeProvider time, ILogger<AlarmWatch> log) : BackgroundService
{
    /// <summary>How often each rule is asked.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var rules = StandardAlarmRules.All.Select(rule => (Rule: rule, Expression: PromqlExpression.Parse(rule.Query))).ToArray();
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var (rule, expression) in rules)
            {
                var started = time.GetTimestamp();
                try
                {
                    var result = await engine.Instant(expression, time.GetUtcNow().ToUnixTimeMilliseconds(), stoppingToken);
                    if (result.Value is VectorValue vector)
                        conditions.Apply(rule, vector.Samples, time.GetElapsedTime(started));
                }
                catch (Exception e) when (e is not OperationCanceledException and not OutOfMemoryException)
                {
                    conditions.Fail(rule, e.Message, time.GetElapsedTime(started));
                    LiveLog.RuleFailed(log, e, rule.Name);
                }
            }
            alarms.Settle();
        }
    }
}
