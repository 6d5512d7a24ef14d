using System.Text;
using Dashboard.Ingest.Sources.Prometheus;

namespace Dashboard.Ingest.Tests.Sources.Prometheus;

public sealed class TargetFileTests
{
    [Theory]
    [InlineData("t.json", """[{"targets": ["a:1", "b:2"], "labels": {"site": "x", "__metrics_path__": "/probe", "__meta_x": "y"}}, {"targets": ["c"]}]""")]
    [InlineData("t.yml", "- targets: ['a:1', b:2]\n  labels:\n    site: x\n    __metrics_path__: /probe\n    __meta_x: y\n- targets:\n  - c\n")]
    public void Targets_are_read_from_JSON_and_YAML(string name, string text)
    {
        var targets = TargetFile.Read(name, Encoding.UTF8.GetBytes(text), "https", "/metrics", out var problem);

        Assert.Null(problem);
        Assert.Equal([("a:1", "/probe"), ("b:2", "/probe"), ("c", "/metrics")], targets.Select(t => (t.Address, t.Path)));
        Assert.Equal(["site"], targets[0].Labels.Keys);
        Assert.Equal("https://b:2/probe?module=if_mib", targets[1].UriWith(new Dictionary<string, string> { ["module"] = "if_mib" }).ToString());
    }

    [Theory]
    [InlineData("t.json", "[\n{\"targets\": [\"a:1\"],,}]", "cannot be read in line 2")]
    [InlineData("t.json", "[{\"targets\": 7}]", "cannot be read in line 1")]
    [InlineData("t.yml", "- targets: [a:1]\n- targets: [b:1\n", "cannot be read in line")]
    [InlineData("t.yml", "- targets: [a:1]\n  lables: {}\n", "cannot be read in line 2")]
    [InlineData("t.yml", "- labels: {a: b}\n", "has a group, number 1, without targets")]
    [InlineData("t.json", """[{"targets":["a:1"]},{"targets":["http://a/"]}]""", "has a group, number 2, in which 'http://a/' is no target")]
    [InlineData("t.json", """[{"targets":["a:1"],"labels":{"a-b":"c"}}]""", "has a group, number 1, with a label 'a-b'")]
    public void A_broken_file_is_told_with_the_place(string name, string text, string problem)
    {
        Assert.Empty(TargetFile.Read(name, Encoding.UTF8.GetBytes(text), "http", "/metrics", out var told));
        Assert.StartsWith(problem, told);
    }
}
