using System.Buffers;
using Rialto.Gateways.Views;
using Rialto.Gateways.Views.Saving;
using Rialto.Journal.Following;
using Rialto.Journal.Snapshots;
using Rialto.Model.Markets;
using Rialto.Model.Orders;

namespace Rialto.Gateways;

/// <summary>
/// The gateways' views once more, kept by a follower of the journal, so that snapshots hold them without the fan-out's doing anything. A start from a snapshot
/// answers as one from the journal's beginning would. The follower's thread.
/// </summary>
public sealed class ViewsReplica : IFollowerListener, ISnapshotPart
{
    /// <summary>Name of the part.</summary>
    public const string Name = "views";

    private readonly ExchangeViews _views;

    /// <param name="options">The gateways' own.</param>
    public ViewsReplica(ViewOptions options) => _views = new ExchangeViews(options);

    /// <inheritdoc/>
    public string PartName => Name;

    /// <summary>Begins with what a snapshot holds; before the follower starts.</summary>
    /// <returns>What is wrong with it, or null; where something is, this replica is of no use any more.</returns>
    public string? Load(ReadOnlySequence<byte> saved) => new ViewsLoading(_views, saved).Load();

    /// <inheritdoc/>
    public void Save(IBufferWriter<byte> target) => new ViewsSaving(_views, target).Save();

    /// <inheritdoc/>
    public void OnStart(in FollowerCut at, IReplayMachine machine)
    {
        // It stands where the follower does: empty, or loaded.
    }

    /// <inheritdoc/>
    public void On(in Command command, ReadOnlySpan<ExchangeEvent> events)
    {
        foreach (ref readonly var e in events)
            _views.Apply(in e);
        _views.Orders.Trim();
    }

    /// <inheritdoc/>
    public void OnCut(in FollowerCut at)
    {
        // Whoever takes snapshots asks.
    }
}
