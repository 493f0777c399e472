namespace Rialto.Trading.Signals.Trees;

/// <summary>A model as masks of leaves. Immutable.</summary>
internal interface ILeafMasks
{
    /// <summary>Adds the answers of all trees, in their order, tree i to output i modulo their number.</summary>
    void Add(ReadOnlySpan<double> features, Span<double> outputs);
}
