using System.Numerics;
using System.Runtime.InteropServices;

namespace Dashboard.Domain.Analytics.Forecasting;

/// <summary>Solves symmetric positive definite systems in place, by A = L·Lᵀ.</summary>
/// <remarks>Written here because it works in the caller's memory: a library's matrices would be new ones for each of the thirteen fits of a forecast.</remarks>
internal static class Cholesky
{
    /// <summary>Solves A·x = b.</summary>
    /// <param name="matrix">A by rows, of which the lower half is read and overwritten.</param>
    /// <param name="vector">b, overwritten by x.</param>
    public static void Solve(Span<double> matrix, Span<double> vector)
    {
        var n = vector.Length;
        for (var row = 0; row < n; row++)
        {
            var mine = matrix.Slice(row * n, row + 1);
            for (var column = 0; column < row; column++)
            {
                var other = matrix.Slice(column * n, column + 1);
                mine[column] = (mine[column] - Dot(mine[..column], other[..column])) / other[column];
            }
            // Rounding may leave a hair below nothing where values depend on one another wholly.
            mine[row] = Math.Sqrt(Math.Max(1e-12, mine[row] - Dot(mine[..row], mine[..row])));
            vector[row] = (vector[row] - Dot(mine[..row], vector[..row])) / mine[row];
        }
        for (var row = n - 1; row >= 0; row--)
        {
            vector[row] /= matrix[(row * n) + row];
            for (var column = 0; column < row; column++)
                vector[column] -= matrix[(row * n) + column] * vector[row];
        }
    }

    /// <summary>The sum of the products of two runs of the same length.</summary>
    public static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        var a = MemoryMarshal.Cast<double, Vector<double>>(left);
        var b = MemoryMarshal.Cast<double, Vector<double>>(right);
        Vector<double> even = default, odd = default;
        var at = 0;
        for (; at + 1 < a.Length; at += 2)
        {
            even += a[at] * b[at];
            odd += a[at + 1] * b[at + 1];
        }
        if (at < a.Length)
            even += a[at] * b[at];
        var sum = Vector.Sum(even + odd);
        for (var rest = a.Length * Vector<double>.Count; rest < left.Length; rest++)
            sum += left[rest] * right[rest];
        return sum;
    }
}
