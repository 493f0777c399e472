namespace Rialto.Host.Feeds.Live.Views;

/// <summary>Rings in shared memory.</summary>
/// <param name="Folder">Where.</param>
/// <param name="Events">Published into the ring of events.</param>
/// <param name="BestPrices">Published into the ring of best prices.</param>
internal sealed record SharedView(string Folder, long Events, long BestPrices);

/// <summary>UDP multicast.</summary>
/// <param name="Group">The group, and the interface it is sent from.</param>
/// <param name="Snapshots">Where snapshots are answered.</param>
/// <param name="Packets">Sent.</param>
/// <param name="Messages">Published.</param>
/// <param name="SendErrors">Times the system did not take what was sent.</param>
internal sealed record MulticastView(string Group, string Snapshots, long Packets, long Messages, long SendErrors);

/// <summary>The recorder of frames, or that of events.</summary>
/// <param name="Folder">Where.</param>
/// <param name="Records">Frames or events written.</param>
/// <param name="Lost">Not written because the disk was behind.</param>
internal sealed record RecordingView(string Folder, long Records, long Lost);

/// <summary>What leaves the process; none of what is switched off.</summary>
internal sealed record DistributionView(SharedView? Shared, MulticastView? Multicast, RecordingView? Recording, RecordingView? Events)
{
    /// <summary>All switched off.</summary>
    public static DistributionView None { get; } = new(null, null, null, null);
}
