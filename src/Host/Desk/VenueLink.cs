using System.Diagnostics;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Runtime.Rings;

namespace Rialto.Host.Desk;

/// <summary>
/// A desk's way to its account at one venue, whoever holds the key: an order session in this process, or a gateway in another. Told of the link itself are
/// <see cref="OrderReportKind.StreamUp"/> and <see cref="OrderReportKind.StreamDown"/>; after each of the first come snapshots. What was asked and cannot be sent any more is answered as refused or as
/// unknown, never left without a word.
/// </summary>
/// <param name="capabilities">What can be asked of the venue.</param>
/// <param name="requests">What the desk asks: the desk's thread is its one writer. Numbers of listings are the desk's.</param>
/// <param name="reports">What the venue says: the desk's thread is its one reader.</param>
internal abstract class VenueLink(VenueCapabilities capabilities, SpscRing<OrderRequest> requests, SpscRing<OrderReport> reports) : IAsyncDisposable
{
    // A loop that does not turn decides nothing, also where its process and its other threads live.
    private static readonly TimeSpan _hang = TimeSpan.FromSeconds(2);

    private long _turnedAt;

    /// <summary>The desk's loop has turned. The desk's thread.</summary>
    /// <param name="timestamp">When, of <see cref="Stopwatch"/>.</param>
    public void Turn(long timestamp) => Volatile.Write(ref _turnedAt, timestamp);

    /// <summary>Signs of life may be given in the desk's name: its loop has turned within 2 s, or has not begun to. Any thread.</summary>
    public bool IsAttended => Volatile.Read(ref _turnedAt) is var at && (at == 0 || Stopwatch.GetElapsedTime(at) < _hang);

    /// <summary>Which.</summary>
    public FeedVenue Venue => Capabilities.Venue;

    /// <summary>What can be asked of it.</summary>
    public VenueCapabilities Capabilities { get; } = capabilities;

    /// <summary>What the desk asks.</summary>
    public SpscRing<OrderRequest> Requests { get; } = requests;

    /// <summary>What the venue says.</summary>
    public SpscRing<OrderReport> Reports { get; } = reports;

    /// <summary>Where orders go, and with which key, as far as a person may read it: the host, and the first characters of the key's public name.</summary>
    public abstract string Route { get; }

    /// <summary>What is wrong with it now; empty for nothing. Any thread.</summary>
    public virtual string Problem => "";

    /// <summary>Begins to connect and to take requests. Once.</summary>
    public abstract void Start();

    /// <summary>Ends. What is under way is told as unknown first.</summary>
    public abstract ValueTask DisposeAsync();
}
