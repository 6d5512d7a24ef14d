namespace Dashboard.Domain.Query.Syntax;

/// <summary>A function's name and types.</summary>
/// <param name="Name">The name.</param>
/// <param name="Result">What it evaluates to.</param>
/// <param name="Arguments">The types of its arguments; where <paramref name="Variadic"/> is not 0 the last one may be left out.</param>
/// <param name="Variadic">How many arguments the last type stands for: 0 for exactly one, -1 for any number, else at most this many.</param>
internal sealed record FunctionSignature(string Name, ExpressionType Result, IReadOnlyList<ExpressionType> Arguments, int Variadic = 0)
{
    /// <summary>Whether it must be enabled by <see cref="QueryEngineOptions.ExperimentalFunctions"/>.</summary>
    public bool Experimental { get; init; }

    /// <summary>Whether it makes sense on native histograms only, which are not held here.</summary>
    public bool NativeHistograms { get; init; }

    /// <summary>Whether its value depends on the evaluation time even if its arguments do not.</summary>
    public bool DependsOnTime { get; init; }
}
