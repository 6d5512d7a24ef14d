using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Dashboard.Web.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.JSInterop;

namespace Dashboard.Web.Tests.Hosting;

public sealed class InteropArgumentsTests
{
    private static readonly List<Type> Asked = []; // bound: types of one call
    private static readonly JsonSerializerOptions Ours = new() { Converters = { new InteropArguments() } };
    private static readonly JsonSerializerOptions Watched = new()
    {
        Converters = { new InteropArguments() },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { static type => Asked.Add(type.Type) } },
    };

    [Fact]
    public void Arguments_are_written_as_the_serializer_would()
    {
        object?[] arguments = ["a \"b\" ä", 7, -1, true, null, 1.5, new Dictionary<string, int>(), new Dictionary<string, int> { ["x"] = 1 }, new[] { "a", "b" }, new { Name = "n" }];
        Assert.Equal(JsonSerializer.Serialize(arguments), JsonSerializer.Serialize(arguments, Ours));
    }

    [Fact]
    public void What_a_script_answers_without_a_type_stays_a_JSON_element()
    {
        Assert.Equal(2, Assert.IsType<JsonElement>(JsonSerializer.Deserialize<object>("{\"a\":2}", Ours)).GetProperty("a").GetInt32());
    }

    [Fact]
    public void A_plain_argument_has_no_interfaces_remembered()
    {
        JsonSerializer.Serialize<object?[]>(["text", 7, true, new Dictionary<string, List<string>>()], Watched);
        Assert.All(Asked, static type => Assert.Contains(type, new[] { typeof(object[]), typeof(object) }));
    }

    [Fact]
    public async Task Circuits_are_made_with_it()
    {
        var services = WebApplication.CreateBuilder().Services;
        services.AddRazorComponents().AddInteractiveServerComponents();
        InteropArguments.Use(services);
        await using var provider = services.BuildServiceProvider();
        await using var circuit = provider.CreateAsyncScope();
        var runtime = circuit.ServiceProvider.GetRequiredService<IJSRuntime>();
        Assert.Equal("RemoteJSRuntime", runtime.GetType().Name);
        Assert.Contains(InteropArguments.OptionsOf((JSRuntime)runtime).Converters, static c => c is InteropArguments);
    }
}
