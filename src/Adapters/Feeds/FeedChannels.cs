namespace Rialto.Adapters.Feeds;

/// <summary>What a socket is asked for, where a venue sends books and trades over different ones.</summary>
[Flags]
public enum FeedChannels : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Books.</summary>
    Books = 1,

    /// <summary>Trades.</summary>
    Trades = 2,
}
