using Rialto.Model.Units;

namespace Rialto.Trading.Arbitrage;

/// <summary>How an opportunity ended.</summary>
public enum EpisodeEnd : byte
{
    /// <summary>It is there.</summary>
    Open = 0,

    /// <summary>Prices moved, or a book could not be believed any more.</summary>
    Gone = 1,

    /// <summary>A book was not heard of for too long.</summary>
    Doubt = 2,

    /// <summary>The recording ended, or the scan was stopped; how long it would have stayed is not known.</summary>
    Cut = 3,
}

/// <summary>
/// One opportunity from its first moment to its last: as long as a market or set keeps bringing something it is one, whatever its size does and wherever the best route goes.
/// </summary>
/// <param name="Key">The market or set.</param>
/// <param name="Opened">When it was first seen, by receive time.</param>
/// <param name="Closed">When it was no more; while it is open the last time it was looked at.</param>
/// <param name="First">What it was at first.</param>
/// <param name="Best">What it was at its best, by net profit.</param>
/// <param name="End">How it ended.</param>
/// <param name="Looks">How often it was looked at while it was there.</param>
public readonly record struct Episode(int Key, Timestamp Opened, Timestamp Closed, Finding First, Finding Best, EpisodeEnd End, long Looks)
{
    /// <summary>How long it was there.</summary>
    public long LifetimeNs => Closed.Nanoseconds - Opened.Nanoseconds;
}

/// <summary>Where opportunities are told. Implemented by structs, so that the calls are direct; single-threaded.</summary>
public interface IEpisodeSink
{
    /// <summary>One is there that was not.</summary>
    void OnOpened(in Episode episode);

    /// <summary>One is over.</summary>
    void OnClosed(in Episode episode);
}
