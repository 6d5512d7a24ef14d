using System.Text.Json;
using Dashboard.Ingest.Sources.HttpJson;

namespace Dashboard.Ingest.Tests.Sources.HttpJson;

public sealed class JsonPathTests
{
    /// <summary>The example of RFC 9535 section 1.5.</summary>
    private const string Store = """
        { "store": {
            "book": [
              { "category": "reference", "author": "Nigel Rees", "title": "Sayings of the Century", "price": 8.95 },
              { "category": "fiction", "author": "Evelyn Waugh", "title": "Sword of Honour", "price": 12.99 },
              { "category": "fiction", "author": "Herman Melville", "title": "Moby Dick", "isbn": "0-553-21311-3", "price": 8.99 },
              { "category": "fiction", "author": "J. R. R. Tolkien", "title": "The Lord of the Rings", "isbn": "0-395-19395-8", "price": 22.99 }
            ],
            "bicycle": { "color": "red", "price": 399 } } }
        """;

    [Theory]
    [InlineData("$.store.book[*].author", """["Nigel Rees","Evelyn Waugh","Herman Melville","J. R. R. Tolkien"]""")]
    [InlineData("$..author", """["Nigel Rees","Evelyn Waugh","Herman Melville","J. R. R. Tolkien"]""")]
    [InlineData("$.store..price", "[8.95,12.99,8.99,22.99,399]")]
    [InlineData("$..book[2].title", """["Moby Dick"]""")]
    [InlineData("$..book[-1].title", """["The Lord of the Rings"]""")]
    [InlineData("$..book[0,1].price", "[8.95,12.99]")]
    [InlineData("$..book[:2].price", "[8.95,12.99]")]
    [InlineData("$..book[?@.isbn].price", "[8.99,22.99]")]
    [InlineData("$..book[?@.price<10].price", "[8.95,8.99]")]
    [InlineData("$..book[?(@.price < 10 && !@.isbn) || @.author == 'Evelyn Waugh'].price", "[8.95,12.99]")]
    [InlineData("$..book[?@.price > $.store.bicycle.price].price", "[]")]
    [InlineData("$..book[?@.nothing == @.neither].price", "[8.95,12.99,8.99,22.99]")]
    [InlineData("$..book[?@['category'] != \"fiction\"]['title', 'price']", """["Sayings of the Century",8.95]""")]
    [InlineData("$.store.book[3:0:-2].price", "[22.99,12.99]")]
    [InlineData("$.store.book[::-1].price", "[22.99,8.99,12.99,8.95]")]
    [InlineData("$.store.bicycle.*", """["red",399]""")]
    [InlineData("$['store'] ['bicycle'].price", "[399]")]
    [InlineData("$.store.book.price", "[]")]
    [InlineData("$.store.book[9]", "[]")]
    public void Queries_of_the_standard_find_what_it_says(string query, string expected)
    {
        using var document = JsonDocument.Parse(Store);
        Assert.True(JsonPath.TryParse(query, out var path, out var problem), problem);

        var found = path!.Select(new JsonPathWalk(document.RootElement), document.RootElement);
        Assert.Equal(expected, JsonSerializer.Serialize(found, JsonSerializerOptions.Web));
    }

    [Theory]
    [InlineData("store", "'store' does not begin with $ or @ (at character 1)")]
    [InlineData("$.", "'$.' has no name after a dot (at character 3)")]
    [InlineData("$.a b", "'$.a b' goes on where it should end (at character 4)")]
    [InlineData("$[", "'$[' has neither a name, a number, * nor ? in brackets (at character 3)")]
    [InlineData("$['a", "'$['a' has no closing quote (at character 5)")]
    [InlineData("$[01]", "'$[01]' has a number that is no integer (at character 5)")]
    [InlineData("$[?length(@.a) > 1]", "'$[?length(@.a) > 1]' has a function, and there are none (at character 10)")]
    [InlineData("$[?@.* == 1]", "'$[?@.* == 1]' compares with a query that may match several nodes (at character 12)")]
    [InlineData("$[?1]", "'$[?1]' has a value that is compared with nothing (at character 5)")]
    [InlineData("$[?(@.a]", "'$[?(@.a]' has no closing parenthesis (at character 8)")]
    public void What_is_no_query_is_told_with_the_place(string query, string problem)
    {
        Assert.False(JsonPath.TryParse(query, out _, out var told));
        Assert.Equal(problem, told);
    }

    [Fact]
    public void A_query_that_would_visit_too_much_is_broken_off()
    {
        using var document = JsonDocument.Parse($"[{string.Join(',', Enumerable.Repeat("[1,2,3,4,5,6,7,8,9,0]", 400))}]");
        Assert.True(JsonPath.TryParse("$..[?$..[?$..[?@ == 7]]]", out var path, out _));
        var walk = new JsonPathWalk(document.RootElement);
        path!.Select(walk, document.RootElement);

        Assert.True(walk.IsExhausted);
    }
}
