using Rialto.Journal;
using Rialto.Trading;
using Rialto.Trading.Orders;

namespace Rialto.Host.Desk.Live;

/// <summary>How a desk with real orders runs: the keys of <c>desk.json</c> that a desk on paper does not need.</summary>
/// <param name="IsBusy">Its thread never sleeps: a core of its own for the lowest latency.</param>
/// <param name="Durability">When an input counts as journaled: written (<c>os</c>) or on the disk (<c>fsync</c>).</param>
/// <param name="EndSeconds">How long the end waits for cancels and the last look at balances.</param>
/// <param name="ReconcileMs">Balances and positions are asked for so often.</param>
/// <param name="BalanceTolerancePpm">Balances that differ by less are corrected without a word, in 10^-6 of the larger.</param>
/// <param name="Orphans">What becomes of live orders with the desk's ids that it does not know.</param>
/// <param name="Foreign">What becomes of live orders that are not the desk's.</param>
/// <param name="OnRestart">What becomes of the desk's own live orders when it starts again after a kill.</param>
/// <param name="FlattensOnStop">An emergency stop also closes what strategies hold.</param>
/// <param name="Missing">Limits that must be set by name for real orders, and are not.</param>
internal sealed record LiveSettings(
    bool IsBusy, Durability Durability, int EndSeconds, int ReconcileMs, int BalanceTolerancePpm, OrphanPolicy Orphans, OrphanPolicy Foreign, RestartPolicy OnRestart, bool FlattensOnStop, IReadOnlyList<string> Missing)
{
    /// <summary>A key that is another one than the run's is of the same account.</summary>
    public bool IsSameAccount { get; init; }

    /// <summary>Before it trades it walks made-up orders through its parts, of which nothing leaves the process (<see cref="DeskRehearsal"/>).</summary>
    public bool Rehearses { get; init; } = true;

    /// <summary>Of so many requests, the newest, it is remembered when they passed where, and written at the end (<see cref="Status.OrderPaths"/>); zero for none.</summary>
    public int OrderPaths { get; init; }

    /// <summary>A snapshot is taken about so often, in seconds; zero for never.</summary>
    public int SnapshotSeconds { get; init; } = 60;

    /// <summary>So many snapshots are kept, the newest.</summary>
    public int SnapshotsKept { get; init; } = 3;
}
