using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Views;

/// <summary>What guards have said of one instrument. Immutable, so that it may be handed to other threads.</summary>
/// <param name="Breaker">Its breaker and band.</param>
/// <param name="Halt">The <c>TradingHalted</c> that is in force; default where none is.</param>
/// <param name="AuctionEnd">Of a halt in its auction: when that ends; none before.</param>
/// <param name="Limit">The <c>LimitState</c> that is on; default where none is.</param>
/// <param name="IsStopped">Its kill switch is on.</param>
/// <param name="Weight">In the index; zero is no member.</param>
/// <param name="IndexReference">Its reference in the index, as last set; rolling references are not told in events.</param>
internal sealed record GuardPicture(
    BreakerRules Breaker, ExchangeEvent Halt, Timestamp AuctionEnd, ExchangeEvent Limit, bool IsStopped, long Weight, Price IndexReference)
{
    public static GuardPicture None { get; } = new(BreakerRules.None, default, Timestamp.None, default, false, 0, Price.None);

    public bool IsHalted => Halt.Kind == EventKind.TradingHalted;

    public bool HasLimit => Limit.Kind == EventKind.LimitState;
}

/// <summary>A kill switch that is on.</summary>
internal sealed record KillPicture(KillSwitch Switch, Text36 Note, long Sequence, Timestamp Since);

/// <summary>Guards as their events tell of them. Owned by the fan-out thread.</summary>
internal sealed class GuardsView
{
    private readonly SortedDictionary<int, GuardPicture> _instruments = [];
    private readonly List<KillPicture> _kills = [];
    private ExchangeEvent _over;

    public MarketBreakerRules Market { get; set; } = MarketBreakerRules.None;

    /// <summary>Highest level reached on this market day.</summary>
    public int LevelReached { get; set; }

    /// <summary>Instruments that guards have said anything of, ascending by id.</summary>
    public IReadOnlyDictionary<int, GuardPicture> Instruments => _instruments;

    /// <summary>Switches that are on, oldest first.</summary>
    public IReadOnlyList<KillPicture> Kills => _kills;

    public GuardPicture Of(InstrumentId instrument) => _instruments.GetValueOrDefault(instrument.Value) ?? GuardPicture.None;

    public void Set(InstrumentId instrument, GuardPicture picture)
    {
        if (picture == GuardPicture.None)
            _instruments.Remove(instrument.Value);
        else
            _instruments[instrument.Value] = picture;
    }

    public void Add(KillPicture kill) => _kills.Add(kill);

    public void Apply(in ExchangeEvent e)
    {
        var picture = Of(e.Instrument);
        switch (e.Kind)
        {
            case EventKind.BreakerSet:
                EndLimit(in e, picture);
                Set(e.Instrument, picture with { Breaker = e.ToBreaker(), Limit = default });
                break;
            case EventKind.MarketBreakerSet:
                Market = e.ToMarketBreaker();
                break;
            case EventKind.IndexMemberSet:
                Set(e.Instrument, picture with { Weight = e.Quantity.Units, IndexReference = e.Quantity.IsZero ? Price.None : e.Price });
                break;
            case EventKind.MarketDayStarted:
                LevelReached = 0;
                break;
            case EventKind.KillSwitchSet:
                Turn(in e, picture);
                break;
            case EventKind.TradingHalted:
                Set(e.Instrument, picture with { Halt = e, AuctionEnd = e.ExpireTime == e.Time ? e.ResumeTime : Timestamp.None, Limit = default });
                break;
            case EventKind.IndexLevelReached:
                LevelReached = e.Terms.Bits;
                break;
            case EventKind.HaltAuction:
                Set(e.Instrument, picture with { AuctionEnd = e.ExpireTime });
                break;
            case EventKind.HaltEnded:
                Set(e.Instrument, picture with { Halt = default, AuctionEnd = Timestamp.None });
                break;
            case EventKind.LimitState:
                Set(e.Instrument, picture with { Limit = e.Terms.Bits == 1 ? e : default });
                break;
        }
    }

    /// <summary>The instrument's state changed: a limit state is over without an event of its own.</summary>
    public void OnState(in ExchangeEvent e)
    {
        var picture = Of(e.Instrument);
        EndLimit(in e, picture);
        if (picture.HasLimit)
            Set(e.Instrument, picture with { Limit = default });
    }

    /// <summary>
    /// True where the event that was applied last ended a limit state without an event of its own, as new rules and changes of state do (guards.md, sections 1 and 6): then <paramref name="over"/> is
    /// the event it would have had, for those who are told.
    /// </summary>
    public bool TryEndedBy(in ExchangeEvent e, out ExchangeEvent over)
    {
        var isOver = e.Kind is EventKind.InstrumentStateChanged or EventKind.BreakerSet && _over.Kind == EventKind.LimitState;
        over = isOver ? _over : default;
        return isOver;
    }

    private void EndLimit(in ExchangeEvent e, GuardPicture picture)
    {
        _over = default;
        if (!picture.HasLimit)
            return;
        _over.Kind = EventKind.LimitState;
        _over.Instrument = e.Instrument;
        _over.Side = picture.Limit.Side;
        _over.Sequence = e.Sequence;
        _over.Time = e.Time;
        _over.Flags = e.Flags;
    }

    /// <summary>A session ended, and its switch with it.</summary>
    public void OnSessionClosed(SessionId session) => _kills.RemoveAll(kill => kill.Switch.Scope == KillScope.Session && kill.Switch.Session == session);

    private void Turn(in ExchangeEvent e, GuardPicture picture)
    {
        var turned = e.ToKillSwitch();
        _kills.RemoveAll(kill => kill.Switch.Scope == turned.Scope && kill.Switch.Instrument == turned.Instrument
            && kill.Switch.Account == turned.Account && kill.Switch.Session == turned.Session);
        if (turned.IsOn)
            _kills.Add(new KillPicture(turned, e.ClientOrderId, e.Sequence, e.Time));
        if (turned.Scope == KillScope.Instrument)
            Set(e.Instrument, picture with { IsStopped = turned.IsOn });
    }
}
