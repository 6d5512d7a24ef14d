using Dashboard.Domain.Dashboards;

namespace Dashboard.Domain.Tests.Dashboards;

public sealed class DashboardJsonNullTests
{
    [Theory]
    [InlineData("""{"slug":"a","title":null,"sections":[]}""", "\"title\" is null at $.title")]
    [InlineData("""{"slug":"a","title":"A","sections":null}""", "\"sections\" is null")]
    [InlineData("""{"slug":"a","title":"A","sections":[null]}""", "The list at $.sections holds a null")]
    [InlineData("""{"slug":"a","title":"A","tags":["x",null],"sections":[]}""", "The list at $.tags holds a null")]
    [InlineData("""{"slug":"a","title":"A","sections":[{"widgets":[{"place":{"x":0,"y":0,"width":4,"height":4},"widget":null}]}]}""", "\"widget\" is null")]
    [InlineData("""{"slug":"a","title":"A","sections":[{"widgets":[{"place":{"x":0,"y":0,"width":4,"height":4},"widget":{"kind":"chart","id":"c","title":"C","series":[{"query":null}]}}]}]}""", "is null at $.sections[0].widgets[0].widget.series[0].query")]
    [InlineData("""{"slug":"a","title":"A","time":null,"sections":[]}""", "$.time")]
    [InlineData("null", "'null'")]
    public void A_null_where_a_value_belongs_is_a_sentence_and_no_crash(string json, string says)
    {
        Assert.Null(DashboardJson.Read(json, out var problems));
        Assert.Contains(says, Assert.Single(problems));
    }

    [Fact]
    public void A_refresh_of_null_is_as_often_as_the_data_is()
    {
        Assert.Null(DashboardJson.Read("""{"slug":"a","title":"A","refresh":null,"sections":[]}""", out var problems)!.Refresh);
        Assert.Empty(problems);
    }

    [Fact]
    public void A_variable_may_stand_for_a_duration_in_a_query()
    {
        var dashboard = DashboardJson.Read(
            """
            {"slug":"a","title":"A","variables":[{"name":"window","values":["5m","1h"]},{"name":"window","values":["5m"]}],
             "sections":[{"widgets":[{"place":{"x":0,"y":0,"width":4,"height":4},"widget":{"kind":"kpi","id":"k","title":"K","query":"rate(up[$window])"}}]}]}
            """, out var problems);

        Assert.Null(dashboard);
        Assert.Contains("is there twice", Assert.Single(problems));
        Assert.NotNull(DashboardJson.ReadWidget("""{"kind":"kpi","id":"k","title":"K","query":"rate(up[$window])"}""", out _));
    }
}
