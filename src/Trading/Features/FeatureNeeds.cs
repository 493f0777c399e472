namespace Rialto.Trading.Features;

/// <summary>What a feature is made of.</summary>
[Flags]
public enum FeatureNeeds
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The book's levels.</summary>
    Levels = 1,

    /// <summary>Trades, with the side of who came to trade.</summary>
    Trades = 2,

    /// <summary>The best prices over all venues (<see cref="FeatureSet.OnNbbo"/>).</summary>
    Nbbo = 4,

    /// <summary>The book of another listing (<see cref="FeatureSources.Leader"/>).</summary>
    Leader = 8,
}
