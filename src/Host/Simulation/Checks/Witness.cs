using System.Runtime.InteropServices;
using Rialto.Gateways.Orders;
using Rialto.Host.Conservation;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;

namespace Rialto.Host.Simulation.Checks;

/// <summary>
/// Sees everything and forgets nothing: what was submitted, what was sequenced, what the fan-out showed, over all crashes. Throws <see cref="Violation"/> where a promise is broken.
/// <code>
/// submitted ──> applied by a node (may be lost while not shown) ──> shown (for ever: compared with the references, byte by byte, and again after each recovery)
/// </code>
/// </summary>
internal sealed class Witness : IEventListener
{
    private readonly List<Command> _applied = [];
    private readonly List<ulong> _shown = [];
    private readonly Dictionary<long, Command> _submitted = [];
    private readonly HashSet<(OwnerId Owner, Text36 Id, Side, OrderTerms, Price, Quantity, Quantity, Price, Timestamp)> _accepted = [];
    private readonly HashSet<(OwnerId Owner, Text36 Reference)> _moved = [];
    private readonly List<ExchangeEvent> _open = [];
    private readonly List<ulong> _seenThisTime = [];
    private readonly IReadOnlyList<IReference> _others;
    private bool _isRecovering;
    private long _untold;

    public Witness(ExchangeLimits limits, Func<ExchangeLimits, IReadOnlyList<IReference>> others)
    {
        Uncrashed = new UncrashedExchange(limits);
        _others = others(limits);
    }

    /// <summary>What the exchange must look like, from what has been shown.</summary>
    public UncrashedExchange Uncrashed { get; }

    /// <summary>Sums quantities from events alone.</summary>
    public ConservationLedger Ledger { get; } = new();

    /// <summary>The last sequence whose events anybody may have seen; never moves back.</summary>
    public long Shown => _shown.Count;

    /// <summary>Commands sequenced, as far as they are not lost.</summary>
    public long Applied => _applied.Count;

    /// <summary>Commands that were sequenced and lost before anybody saw them.</summary>
    public long Lost { get; private set; }

    /// <summary>Trades shown.</summary>
    public long Trades { get; private set; }

    /// <summary>Liquidations shown.</summary>
    public long Liquidations { get; private set; }

    /// <summary>Halts shown that guards made, and kill switches turned.</summary>
    public long Halts { get; private set; }

    /// <summary>Slices of algo orders shown.</summary>
    public long Slices { get; private set; }

    /// <summary>Baskets shown that were executed, or begun.</summary>
    public long Baskets { get; private set; }

    /// <summary>Slices of baskets shown that executed something.</summary>
    public long BasketSlices { get; private set; }

    /// <summary>Decisions about customers shown.</summary>
    public long Verifications { get; private set; }

    /// <summary>A command was given a place in the ring, and so its sequence.</summary>
    public void Submitted(long sequence, in Command command)
    {
        if (!_submitted.TryAdd(sequence, command))
            throw new Violation($"two commands were given sequence {sequence}");
    }

    /// <summary>A node starts: nothing that it replays counts as shown before it is ready.</summary>
    /// <param name="after">It begins after this sequence, from a snapshot, and tells nothing of what was before.</param>
    public void RecoveryBegins(long after)
    {
        _isRecovering = true;
        _untold = after;
        if (after > _applied.Count)
            throw new Violation($"a snapshot stands at {after}, only {_applied.Count} commands were ever sequenced");
        _seenThisTime.Clear();
        _open.Clear();
    }

    /// <summary>A node has recovered, up to here.</summary>
    /// <param name="lastSequence">Last command found.</param>
    /// <param name="promised">Durable cursor of the node before.</param>
    public void Recovered(long lastSequence, long promised)
    {
        _isRecovering = false;
        _submitted.Clear();
        if (lastSequence < promised)
            throw new Violation($"the durable cursor had promised {promised}, recovery found {lastSequence}");
        if (lastSequence < Shown)
            throw new Violation($"events up to {Shown} had been shown, recovery found {lastSequence}");
        if (lastSequence > _applied.Count)
            throw new Violation($"recovery found {lastSequence} commands, only {_applied.Count} were ever sequenced");
        Lost += _applied.Count - lastSequence;
        _applied.RemoveRange((int)lastSequence, _applied.Count - (int)lastSequence);
        ShowThrough(lastSequence);
    }

    /// <summary>A node applies a command, while it recovers or after.</summary>
    public void OnApply(in Command command)
    {
        var sequence = command.Sequence;
        if (_isRecovering)
        {
            if (sequence > _applied.Count)
            {
                // Journaled, and the node went down before it was applied.
                if (sequence != _applied.Count + 1 || !(IsAsSubmitted(in command) || command.Kind == CommandKind.AdvanceTime))
                    throw new Violation($"recovery replays {sequence}, which was never sequenced: {Words.Of(command)}");
                _applied.Add(command);
                return;
            }
            var known = _applied[(int)sequence - 1];
            if (!Blittable.ReadOnlyBytes(in known).SequenceEqual(Blittable.ReadOnlyBytes(in command)))
                throw new Violation($"recovery replays another command {sequence}: was {Words.Of(known)}, is {Words.Of(command)}");
            return;
        }
        if (sequence != _applied.Count + 1)
            throw new Violation($"sequence {sequence} is applied after {_applied.Count}");
        if (_applied.Count > 0 && command.Time < _applied[^1].Time)
            throw new Violation($"time steps back at sequence {sequence}");
        if (_submitted.TryGetValue(sequence, out var asked) && !IsAsSubmitted(in command))
            throw new Violation($"sequence {sequence} was submitted as {Words.Of(asked)} and applied as {Words.Of(command)}");
        _submitted.Remove(sequence);
        _applied.Add(command);
    }

    private bool IsAsSubmitted(in Command command)
    {
        if (!_submitted.TryGetValue(command.Sequence, out var asked))
            return false;
        (asked.Sequence, asked.Time) = (command.Sequence, command.Time);
        return Blittable.ReadOnlyBytes(in asked).SequenceEqual(Blittable.ReadOnlyBytes(in command));
    }

    /// <inheritdoc/>
    public void OnCommandBegin(PendingCommand? waiter) => _open.Clear();

    /// <inheritdoc/>
    public void On(in ExchangeEvent e) => _open.Add(e);

    /// <inheritdoc/>
    public void OnCommandEnd(long sequence)
    {
        if (sequence <= _seenThisTime.Count)
            throw new Violation($"events of {sequence} are shown after those of {_seenThisTime.Count}");
        // Commands between had no events.
        while (_seenThisTime.Count < sequence - 1)
            _seenThisTime.Add(ShownHash.Of([]));
        _seenThisTime.Add(ShownHash.Of(CollectionsMarshal.AsSpan(_open)));
        if (!_isRecovering)
            ShowThrough(sequence);
        else if (sequence <= Shown && _seenThisTime[(int)sequence - 1] != _shown[(int)sequence - 1])
            throw new Violation($"recovery tells other events of {sequence} than had been shown: {Words.Of(CollectionsMarshal.AsSpan(_open))}");
    }

    /// <inheritdoc/>
    public void OnBatchEnd()
    {
    }

    /// <summary>Everything up to here is out, commands without events included.</summary>
    public void ShowThrough(long sequence)
    {
        if (sequence > _applied.Count)
            throw new Violation($"events of {sequence} are shown, sequenced were {_applied.Count}");
        while (_shown.Count < sequence)
            Show(_applied[_shown.Count]);
    }

    private void Show(in Command command)
    {
        var index = _shown.Count;
        var seen = index < _seenThisTime.Count ? _seenThisTime[index] : ShownHash.Of([]);
        var events = Uncrashed.Apply(in command);
        if (index < _untold)
            seen = ShownHash.Of(events);
        if (ShownHash.Of(events) != seen)
            throw new Violation($"sequence {command.Sequence}, {Words.Of(command)}: shown were {(index == _seenThisTime.Count - 1 ? Words.Of(CollectionsMarshal.AsSpan(_open)) : "other events")}; an uncrashed run says {Words.Of(events)}");
        foreach (var other in _others)
        {
            var theirs = other.Apply(in command);
            if (ShownHash.Of(theirs) != seen)
                throw new Violation($"sequence {command.Sequence}, {Words.Of(command)}: shown were {Words.Of(events)}; {other.Name} says {Words.Of(theirs)}");
        }
        _shown.Add(seen);
        if (Ledger.Apply(events) is { } broken)
            throw new Violation($"sequence {command.Sequence}, {Words.Of(command)}: {broken}");
        foreach (ref readonly var e in events)
        {
            if (e.Kind == EventKind.Trade)
                Trades++;
            else if (e.Kind == EventKind.LiquidationStarted)
                Liquidations++;
            else if (e.Kind is EventKind.TradingHalted or EventKind.KillSwitchSet)
                Halts++;
            else if (e.Kind == EventKind.AlgoSliced)
                Slices++;
            else if (e.Kind == EventKind.BasketStarted)
                Baskets++;
            else if (e.Kind == EventKind.BasketSliced && e.LegCount != 0)
                BasketSlices++;
            else if (e.Kind == EventKind.BasketEnded && e.CancelReason == CancelReason.BasketFellShort)
                throw new Violation($"sequence {command.Sequence}: a leg of basket {e.BasketId} filled otherwise than its dry run");
            else if (e.Kind == EventKind.VerificationSet)
                Verifications++;
            else if (e.Kind == EventKind.OrderAccepted && !e.ClientOrderId.IsEmpty
                && !_accepted.Add((e.Owner, e.ClientOrderId, e.Side, e.Terms, e.Price, e.Quantity, e.DisplayQuantity, e.TriggerPrice, e.ExpireTime)))
                throw new Violation($"order {e.ClientOrderId} of owner {e.Owner} was applied twice");
            else if (e.Kind is EventKind.Deposited or EventKind.Withdrawn or EventKind.Transferred && !_moved.Add((e.Owner, e.ClientOrderId)))
                throw new Violation($"movement {e.ClientOrderId} of owner {e.Owner} was applied twice");
        }
    }

    /// <summary>Books and sums of all references agree, and no book is crossed. Slow; now and then.</summary>
    public void CheckBooks()
    {
        var accounts = Uncrashed.AuditAccounts();
        var margin = Uncrashed.AuditMargin();
        if ((Ledger.Compare(accounts) ?? Ledger.Money.Positions.Compare(margin)) is { } wrong)
            throw new Violation($"money: {wrong}");
        foreach (var other in _others)
        {
            var theirs = other.AuditAccounts();
            if (!accounts.Assets.SequenceEqual(theirs.Assets) || !accounts.Accounts.SequenceEqual(theirs.Accounts) || !accounts.Balances.SequenceEqual(theirs.Balances) || !accounts.Covers.SequenceEqual(theirs.Covers))
                throw new Violation($"the accounts are others for {other.Name}");
            var positions = other.AuditMargin();
            if (!margin.Contracts.SequenceEqual(positions.Contracts) || !margin.Positions.SequenceEqual(positions.Positions) || !margin.Pockets.SequenceEqual(positions.Pockets) || !margin.Limits.SequenceEqual(positions.Limits))
                throw new Violation($"the positions are others for {other.Name}");
        }
        foreach (var instrument in Uncrashed.Instruments)
        {
            var book = Uncrashed.Audit(instrument.Id);
            if (book.State == Model.Instruments.InstrumentState.Open && book.Bids.Count > 0 && book.Asks.Count > 0 && book.Bids[0].Price >= book.Asks[0].Price)
                throw new Violation($"the book of {instrument.Symbol} is crossed: {book.Bids[0].Price} to {book.Asks[0].Price}");
            if (Ledger.Compare(book) is { } difference)
                throw new Violation($"quantities of {instrument.Symbol}: {difference}");
            foreach (var other in _others)
            {
                var theirs = other.Audit(instrument.Id);
                if (!book.Bids.SequenceEqual(theirs.Bids) || !book.Asks.SequenceEqual(theirs.Asks) || !book.Stops.SequenceEqual(theirs.Stops) || book.State != theirs.State)
                    throw new Violation($"the book of {instrument.Symbol} is another one for {other.Name}");
            }
        }
    }
}
