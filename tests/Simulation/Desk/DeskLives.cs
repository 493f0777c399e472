using System.Buffers;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading;
using Rialto.Trading.Orders;
using Rialto.Trading.Strategy;

namespace Rialto.Simulation.Desk;

/// <summary>
/// A trader with its journal, as often made anew as it is killed. Inputs are journaled before they are applied; what they ask leaves with the next commit. A kill loses what was not committed,
/// a cut of power also what was not flushed.
/// </summary>
internal sealed class DeskLives(Func<DeskTerms> terms, TraderSettings settings, Action<OrderRequest> send)
{
    private static readonly StrategyId Strategy = new(1);

    private readonly List<object> _journal = [];
    private readonly List<OrderRequest> _waiting = [];
    private readonly List<(long Sequence, ulong State, ulong Output)> _checks = [];
    private readonly List<(long Sequence, byte[] Bytes)> _snapshots = [];
    private Trader<Sink>? _trader;
    private int _committed;
    private int _flushed;

    /// <summary>Orders that closed what a stop-loss had hit, of all lives.</summary>
    public HashSet<DeskOrderId> Closings { get; } = [];

    public bool IsAlive => _trader is not null;

    public Trader<Sink> Trader => _trader ?? throw new InvalidOperationException("The trader is dead.");

    public int Lives { get; private set; }

    public long Compared { get; private set; }

    /// <summary>A journal that loses its end where power is cut has to be believed from its last flush on.</summary>
    public void Flush() => _flushed = _committed;

    /// <summary>Makes a trader, tells it all that is left, and lets it go on.</summary>
    public void Start(Timestamp now)
    {
        var trader = Replay(null);
        var (next, from) = Loaded();
        _trader = next;
        for (var i = from; i < _journal.Count; i++)
            Apply(_trader, _journal[i]);
        if ((trader.StateHash(), trader.OutputHash) != (_trader.StateHash(), _trader.OutputHash))
            throw new InvalidOperationException("Two replays of one journal differ.");
        _waiting.Clear();
        Lives++;
        Tell(new DeskCommand { Kind = DeskCommandKind.Restart, Time = now, Who = Text36.Of("start") });
        Commit();
        Flush();
    }

    /// <summary>An input.</summary>
    public void Tell(object input)
    {
        if (_trader is null)
            return;
        _journal.Add(input);
        Apply(_trader, input);
    }

    /// <summary>What was asked since the last commit leaves.</summary>
    public void Commit()
    {
        if (_trader is null)
            return;
        _committed = _journal.Count;
        OrderRequest[] asked = [.. _waiting];
        _waiting.Clear();
        foreach (var request in asked)
            send(request);
    }

    /// <summary>What the trader is now is written beside its inputs: whoever replays them is compared with it.</summary>
    public void Check()
    {
        if (_trader is not null && _committed == _journal.Count)
            _checks.Add((_trader.Sequence, _trader.StateHash(), _trader.OutputHash));
    }

    /// <summary>Writes a snapshot, beside the journal, of all that was committed; nothing in the middle of a frame. The newest three stay.</summary>
    public void Snapshot()
    {
        var bytes = new ArrayBufferWriter<byte>();
        if (_trader is null || _committed != _journal.Count || !_trader.TrySave(bytes, out _))
            return;
        _snapshots.Add((_trader.Sequence, bytes.WrittenSpan.ToArray()));
        if (_snapshots.Count > 3)
            _snapshots.RemoveAt(0);
    }

    /// <summary>Lives that began with a snapshot.</summary>
    public int LoadedLives { get; private set; }

    /// <summary>Without warning.</summary>
    public void Kill(bool losesPower)
    {
        var left = losesPower ? _flushed : _committed;
        _journal.RemoveRange(left, _journal.Count - left);
        (_committed, _flushed) = (left, Math.Min(_flushed, left));
        _checks.RemoveAll(check => check.Sequence > left);
        _waiting.Clear();
        _trader = null;
    }

    /// <summary>All inputs once more through a trader made anew, compared at every check.</summary>
    public Trader<Sink> Replay(List<DeskAudit>? audits)
    {
        var trader = new Trader<Sink>(settings, terms(), Strategies(), new Sink(null, audits));
        var next = 0;
        for (var i = 0; i < _journal.Count; i++)
        {
            Apply(trader, _journal[i]);
            if (next >= _checks.Count || _checks[next].Sequence != trader.Sequence)
                continue;
            if (_checks[next++] != (trader.Sequence, trader.StateHash(), trader.OutputHash))
                throw new InvalidOperationException($"A replay differs at input {trader.Sequence}.");
            Compared++;
        }

        return trader;
    }

    /// <summary>Every second life begins with the newest snapshot that is no newer than the journal, and gets what follows it.</summary>
    private (Trader<Sink> Trader, int Next) Loaded()
    {
        // What is newer than the journal is of inputs that were lost with the power: it is there, and must not be used.
        _snapshots.RemoveAll(snapshot => snapshot.Sequence > _journal.Count);
        var made = new Trader<Sink>(settings, terms(), Strategies(), new Sink(this, null));
        if (Lives % 2 == 0 || _snapshots.Count == 0)
            return (made, 0);
        var (sequence, bytes) = _snapshots[^1];
        if (!made.TryLoad(new ReadOnlySequence<byte>(bytes), null, out var fault))
            throw new InvalidOperationException($"The snapshot of input {sequence} is refused: {fault}");
        LoadedLives++;
        return (made, (int)sequence);
    }

    private static (StrategySettings, IStrategy)[] Strategies() =>
        [(new StrategySettings(Strategy, "fidget", [new ListingId(1), new ListingId(2), new ListingId(3)]) { Mode = StrategyMode.Live }, new Fidget())];

    private static void Apply(Trader<Sink> trader, object input)
    {
        switch (input)
        {
            case FeedEvent told:
                trader.Apply(in told);
                break;
            case OrderReport report:
                trader.Apply(in report);
                break;
            case DeskCommand command:
                trader.Apply(in command);
                break;
        }
    }

    internal readonly struct Sink(DeskLives? lives, List<DeskAudit>? audits) : ITraderSink
    {
        public void OnRequest(in OrderRequest request) => lives?._waiting.Add(request);

        public void OnAudit(in DeskAudit audit)
        {
            audits?.Add(audit);
            if (audit is { Kind: DeskAuditKind.Flatten, Order.IsNone: false })
                lives?.Closings.Add(audit.Order);
        }
    }
}
