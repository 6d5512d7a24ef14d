using System.Runtime.CompilerServices;
using Dashboard.Domain.Query.Syntax;

namespace Dashboard.Domain.Query.Evaluation;

/// <summary>What operators do with two numbers.</summary>
internal static class Operators
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Calculate(BinaryOperator op, double left, double right) => op switch
    {
        BinaryOperator.Add => left + right,
        BinaryOperator.Subtract => left - right,
        BinaryOperator.Multiply => left * right,
        BinaryOperator.Divide => left / right,
        BinaryOperator.Modulo => left % right,
        BinaryOperator.Power => Math.Pow(left, right),
        _ => Math.Atan2(left, right),
    };

    public static bool Holds(BinaryOperator op, double left, double right) => op switch
    {
        BinaryOperator.Equal => left == right,
        BinaryOperator.NotEqual => left != right,
        BinaryOperator.Less => left < right,
        BinaryOperator.LessOrEqual => left <= right,
        BinaryOperator.Greater => left > right,
        _ => left >= right,
    };
}
