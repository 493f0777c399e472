using System.Globalization;

namespace Rialto.Trading.Signals.Trees;

/// <summary>Why a model was refused.</summary>
/// <param name="Line">In which line of the file, from 1.</param>
/// <param name="Reason">What is wrong there.</param>
public readonly record struct TreeModelError(int Line, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"line {Line}: {Reason}");
}
