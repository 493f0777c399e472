using System.Diagnostics;
using Rialto.BackOffice.Replay;
using Rialto.Gateways;
using Rialto.Gateways.Views;
using Rialto.Journal;
using Rialto.Journal.Snapshots;
using Rialto.Model.Markets;
using Rialto.Venue;
using Rialto.Venue.Snapshots;

namespace Rialto.Host.Roles.Following;

/// <summary>A snapshot that could not be used.</summary>
internal sealed record BrokenSnapshot(long Sequence, string Fault);

/// <summary>What a start found.</summary>
/// <param name="Journal">What was replayed.</param>
/// <param name="Snapshot">What it began from; null for the journal's beginning.</param>
/// <param name="SnapshotElapsed">Time taken to find and load it.</param>
/// <param name="Broken">Newer snapshots that could not be used.</param>
internal sealed record StartReport(RecoveryReport Journal, SnapshotHeader? Snapshot, TimeSpan SnapshotElapsed, IReadOnlyList<BrokenSnapshot> Broken);

/// <summary>
/// Where a start begins: the newest snapshot of which every byte is right, that loads to the state it says, and from which the journal goes on; else the
/// journal's beginning.
/// </summary>
internal sealed class StartingPoint<TSink>
    where TSink : struct, IEventSink
{
    private StartingPoint(Exchange<TSink> exchange, ViewsReplica views, Snapshot? snapshot, TimeSpan elapsed, IReadOnlyList<BrokenSnapshot> broken) =>
        (Exchange, Views, Snapshot, Elapsed, Broken) = (exchange, views, snapshot, elapsed, broken);

    public Exchange<TSink> Exchange { get; }

    /// <summary>The views there, for the follower to go on with.</summary>
    public ViewsReplica Views { get; }

    public Snapshot? Snapshot { get; }

    public TimeSpan Elapsed { get; }

    public IReadOnlyList<BrokenSnapshot> Broken { get; }

    /// <summary>Looks for it. Reads only.</summary>
    /// <param name="snapshots">Where to look; null for the journal's beginning.</param>
    /// <param name="journal">The journal it must fit.</param>
    /// <param name="limits">The exchange's limits.</param>
    /// <param name="views">The gateways' options.</param>
    /// <param name="sink">The exchange's sink.</param>
    public static StartingPoint<TSink> Find(SnapshotFolder? snapshots, JournalReader journal, ExchangeLimits limits, ViewOptions views, TSink sink)
    {
        var begun = Stopwatch.GetTimestamp();
        var broken = new List<BrokenSnapshot>();
        foreach (var sequence in snapshots?.List().Reverse() ?? [])
        {
            var snapshot = snapshots!.Read(sequence, out var fault);
            var exchange = snapshot is null ? null : SavedState.Load(snapshot.Part(SnapshotTaker.MachinePart), sink, out fault, FreshKey.Draw());
            var replica = new ViewsReplica(views);
            fault ??= snapshot is null || exchange is null ? "it holds no exchange" : Misfit(snapshot, exchange, journal, limits, replica);
            if (fault is null)
                return new StartingPoint<TSink>(exchange!, replica, snapshot, Stopwatch.GetElapsedTime(begun), broken);
            broken.Add(new BrokenSnapshot(sequence, fault));
        }

        return new StartingPoint<TSink>(new Exchange<TSink>(limits, sink, FreshKey.Draw()), new ViewsReplica(views), null, Stopwatch.GetElapsedTime(begun), broken);
    }

    private static string? Misfit(Snapshot snapshot, Exchange<TSink> exchange, JournalReader journal, ExchangeLimits limits, ViewsReplica views)
    {
        if (exchange.Limits != limits)
            return "it is of an exchange with other limits";
        if (exchange.LastSequence != snapshot.Header.Sequence)
            return $"its exchange stands at sequence {exchange.LastSequence}";
        if (views.Load(snapshot.Part(ViewsReplica.Name)) is { } fault)
            return fault;
        try
        {
            using var cursor = journal.OpenAfter(snapshot.Header.Position);
            return null;
        }
        catch (Exception problem) when (problem is JournalCorruptException or JournalGapException or IOException)
        {
            return problem.Message;
        }
    }
}
