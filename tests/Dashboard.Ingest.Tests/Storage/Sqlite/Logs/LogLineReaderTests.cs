using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Storage.Sqlite.Logs;

namespace Dashboard.Ingest.Tests.Storage.Sqlite.Logs;

public class LogLineReaderTests
{
    [Fact]
    [Trait("Kind", "fuzz")]
    public async Task No_octets_make_reading_fail_or_read_past_their_end()
    {
        var attributes = new AttributeList.Builder();
        attributes.Add("name", "value");
        var block = new LogBlock(1);
        for (var i = 0; i < 5; i++)
            block.Add(LogBench.Line($"line {i}", i * 1000, i), i);
        block.Add(LogBench.Line("more") with { MessageId = "ID", ProcessId = "1", Attributes = attributes.Build(), ReceivedAt = 5, TraceId = new TraceId(1, 2) }, 300);
        var inputs = await Fuzz.Run([block.Octets.ToArray()], [0, 0x1f, 0x7f, 0x80, 0xff, 0x20, 0x40], static (input, _) =>
        {
            var lines = new LogLineReader(input);
            var count = 0;
            for (; lines.MoveNext(); count++)
            {
                Assert.True(lines.Text.Length <= input.Length && lines.Body.Length <= lines.Text.Length);
                Assert.NotNull(lines.Record(Labels.Empty).Body);
            }
            Assert.True(count <= input.Length);
            new LogTermSet().Fill(input);
            new LogBlock(1).Restore(input, static _ => Labels.Empty);
            return Task.CompletedTask;
        }, fixedInputs: 10_000);
        Assert.True(inputs > 0);
    }
}
