using System.Buffers;
using System.Runtime.CompilerServices;
using Rialto.Model.Accounts;
using Rialto.Model.Customers;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Venue.Accounts;
using Rialto.Venue.Algos;
using Rialto.Venue.Baskets;
using Rialto.Venue.Customers;
using Rialto.Venue.Fees;
using Rialto.Venue.Guards;
using Rialto.Venue.Margin;
using Rialto.Venue.Snapshots;

namespace Rialto.Venue;

/// <summary>
/// The exchange: a deterministic machine that takes one command at a time and writes what happened to a sink. What it does with each command is
/// docs/reference/matching.md. The same commands give the same events, byte for byte, on every machine. Single-threaded; once its tables have grown to
/// the size the flow needs, it does not allocate.
/// </summary>
/// <typeparam name="TSink">Where events go; a struct, so that writing one is a direct call.</typeparam>
public sealed class Exchange<TSink>
    where TSink : struct, IEventSink
{
    private readonly Reports<TSink> _report;
    private readonly Market<TSink> _market;
    private readonly Entry<TSink> _entry;
    private readonly Changes<TSink> _changes;
    private readonly Replacing<TSink> _replacing;
    private readonly MassCancels<TSink> _massCancels;
    private readonly Administration<TSink> _administration;
    private readonly Halts<TSink> _halts;
    private readonly LimitStates<TSink> _limits;
    private readonly GuardCommands<TSink> _guards;
    private readonly FeeDays<TSink> _feeDays;
    private readonly FeeCommands<TSink> _fees;
    private readonly List<Maker> _makers;
    private readonly Banking<TSink> _banking;
    private readonly BalanceReports<TSink> _balances;
    private readonly AlgoCommands<TSink> _algoCommands;
    private readonly AlgoSteps<TSink> _algos;
    private readonly BasketCommands<TSink> _baskets;
    private readonly MarginCommands<TSink> _margin;
    private readonly Liquidations<TSink> _liquidations;
    private readonly PositionReports<TSink> _positions;
    private readonly CustomerCommands<TSink> _customers;
    private readonly DayUses _uses;

    /// <summary>An exchange without instruments, before its first command.</summary>
    /// <param name="limits">What it is sized for. Memory follows use, not these.</param>
    /// <param name="sink">Where events go; <see cref="Sink"/> is this copy.</param>
    /// <param name="key">Of its hash tables: a secret where strangers may send orders, <see cref="TableKey.WellKnown"/> if not given. It decides no outcome.</param>
    public Exchange(ExchangeLimits limits, TSink sink, TableKey key = default)
    {
        ArgumentNullException.ThrowIfNull(limits);
        Limits = limits;
        _report = new Reports<TSink>(sink);
        _market = new Market<TSink>(limits, key == default ? TableKey.WellKnown : key, _report);
        _banking = new Banking<TSink>(_market);
        _balances = new BalanceReports<TSink>(_market.Ledger, _report);
        _massCancels = new MassCancels<TSink>(_market);
        _customers = new CustomerCommands<TSink>(_market, _massCancels);
        _uses = _market.Customers.Uses;
        _halts = new Halts<TSink>(_market, _massCancels);
        _limits = new LimitStates<TSink>(_market, _massCancels, _halts);
        var selfTrade = new SelfTrade<TSink>(_market);
        var matching = new Matching<TSink>(_market, selfTrade, _halts);
        var stops = new Stops<TSink>(_market, matching, _halts);
        _entry = new Entry<TSink>(_market, matching, stops, _halts, _limits);
        _changes = new Changes<TSink>(_market, _limits);
        _replacing = new Replacing<TSink>(_market, matching, stops, _limits);
        _administration = new Administration<TSink>(_market, new Auctions<TSink>(_market, selfTrade, _halts), stops, _massCancels, _halts, _limits);
        _guards = new GuardCommands<TSink>(_market, _massCancels, _administration);
        _feeDays = new FeeDays<TSink>(_market);
        _fees = new FeeCommands<TSink>(_market, _feeDays);
        _makers = _market.Fees.Touched;
        var algoEnds = new AlgoEnds<TSink>(_market);
        _algos = new AlgoSteps<TSink>(_market, _entry, _limits, algoEnds);
        _algoCommands = new AlgoCommands<TSink>(_market, _algos, algoEnds);
        var basketEnds = new BasketEnds<TSink>(_market);
        var baskets = new BasketExecution<TSink>(_market, _entry, stops, _halts, _limits, basketEnds);
        _baskets = new BasketCommands<TSink>(_market, baskets, new BasketSteps<TSink>(_market, baskets, basketEnds), basketEnds);
        _liquidations = new Liquidations<TSink>(_market, matching, stops, _massCancels, _limits);
        _margin = new MarginCommands<TSink>(_market, _administration, _liquidations);
        _positions = new PositionReports<TSink>(_market.Positions, _report);
    }

    /// <summary>Does one command. Its events are in the sink when this returns.</summary>
    public void Apply(in Command command)
    {
        _report.BeginCommand(command.Sequence, command.Time);
        if (command.Kind == CommandKind.NewOrder)
            _entry.NewOrder(command);
        else if (command.Kind == CommandKind.CancelOrder)
            _changes.Cancel(command);
        else
            ApplyRarer(command);
        if (_market.Positions.IsBusy)
            FinishMargin();
        if (_makers.Count != 0)
            _market.Fees.LookAtTouched(command.Time.Nanoseconds);
        if (_market.Algos.HasTouched)
            _algos.Tell();
        if (_uses.HasTouched)
            _customers.TellUses();
        if (_market.Ledger.HasTouched)
            _balances.Tell();
        _report.EndCommand();
        GC.KeepAlive(this); // and with it the memory that the code above held references to
    }

    /// <summary>Where events go.</summary>
    public ref TSink Sink => ref _report.Sink;

    /// <summary>Sequence of the last command; zero before the first.</summary>
    public long LastSequence => _report.Sequence;

    /// <summary>Time of the last command.</summary>
    public Timestamp Time => _report.Time;

    /// <summary>Live orders, waiting stops included.</summary>
    public int LiveOrders => _market.Orders.Count;

    /// <summary>The number of the last order accepted; zero before the first. The next gets the one after it.</summary>
    public OrderId LastOrderId => new(_market.LastOrderId);

    /// <summary>The number of the last trade; zero before the first.</summary>
    public TradeId LastTradeId => new(_market.LastTradeId);

    /// <summary>The earliest time at which a live order expires, a guard or an algo order does something by itself, a basket does something by itself or is abandoned, or a fee day ends; none if none does. Looks at every instrument.</summary>
    public Timestamp NextDeadline
    {
        get
        {
            var earliest = Earlier(Earlier(new Timestamp(_market.Fees.Midnight), _market.Algos.NextDeadlineNs), _market.Baskets.NextDeadlineNs);
            foreach (var book in _market.Books)
            {
                if (book.Expiries.Count != 0)
                    earliest = Earlier(earliest, book.Expiries.Top.First);
                if (book.Guard is { } guard)
                    earliest = Earlier(Earlier(earliest, guard.Halt.End), guard.LimitEnd);
            }

            return earliest;

            static Timestamp Earlier(Timestamp one, long other) => other == 0 || (!one.IsNone && one.Nanoseconds <= other) ? one : new Timestamp(other);
        }
    }

    /// <summary>True where a guard, an algo order, a basket or a fee day began to wait for a time since this was last asked: <see cref="NextDeadline"/> may be earlier now.</summary>
    public bool TakeNewDeadline()
    {
        if (!(_halts.HasNewDeadline | _feeDays.HasNewDeadline | _market.Algos.HasNewDeadline | _market.Baskets.HasNewDeadline))
            return false;
        _halts.HasNewDeadline = _feeDays.HasNewDeadline = _market.Algos.HasNewDeadline = _market.Baskets.HasNewDeadline = false;
        return true;
    }

    /// <summary>True once a command of docs/reference/fees.md was accepted: accounts may have rates of their own.</summary>
    public bool HasFeeTiers => _market.Fees.IsOn;

    /// <summary>An instrument's state; announced where there is none.</summary>
    public InstrumentState StateOf(InstrumentId instrument) => _market.Find(instrument.Value)?.State ?? InstrumentState.Announced;

    /// <summary>All instruments, ascending by id. A new list each time; cold.</summary>
    public IReadOnlyList<Instrument> Instruments => _market.Books.ConvertAll(book => book.Definition);

    /// <summary>All assets, ascending by id. A new list each time; cold.</summary>
    public IReadOnlyList<Asset> Assets => [.. _market.Ledger.Assets.Select(books => books.Asset)];

    /// <summary>What an instrument is; null where there is none. Cold.</summary>
    public Instrument? Find(InstrumentId instrument) => _market.Find(instrument.Value)?.Definition;

    /// <summary>Sessions that are open, ascending. A new list each time; cold.</summary>
    public IReadOnlyList<SessionId> OpenSessions => [.. _market.Sessions.Open.Select(pair => new SessionId(pair.Key))];

    /// <summary>The rules an instrument trades by now. Cold.</summary>
    /// <exception cref="ArgumentException">There is no such instrument.</exception>
    public InstrumentRules RulesOf(InstrumentId instrument) =>
        _market.Find(instrument.Value)?.Rules ?? throw new ArgumentException($"No instrument {instrument}.", nameof(instrument));

    /// <summary>Everything in one instrument's book. Allocates; cold.</summary>
    /// <exception cref="ArgumentException">There is no such instrument.</exception>
    public BookState Audit(InstrumentId instrument)
    {
        var book = _market.Find(instrument.Value) ?? throw new ArgumentException($"No instrument {instrument}.", nameof(instrument));
        var state = Auditing.Of(book, _market.Orders);
        GC.KeepAlive(this);
        return state;
    }

    /// <summary>All assets, accounts and balances, and what each order holds. Allocates; cold.</summary>
    public AccountsState AuditAccounts()
    {
        var state = AccountsAuditing.Of(_market);
        GC.KeepAlive(this);
        return state;
    }

    /// <summary>All contracts, positions, pockets and limits. Allocates; cold.</summary>
    public MarginState AuditMargin()
    {
        var state = MarginAuditing.Of(_market);
        GC.KeepAlive(this);
        return state;
    }

    /// <summary>Who is verified, what limits there are, and what was used of them on the day of the last command. Allocates; cold.</summary>
    public CustomersState AuditCustomers()
    {
        var state = _market.Customers.Audit(CustomerRegister.DayOf(Time));
        GC.KeepAlive(this);
        return state;
    }

    /// <summary>What it was sized for.</summary>
    public ExchangeLimits Limits { get; }

    /// <summary>
    /// Writes everything that decides the future: an exchange loaded from it gives the same events to the same commands, byte for byte. The same state is
    /// always the same bytes, and they stay readable by later versions; <see cref="SavedState"/> loads them. Not while a command is being done; cold.
    /// </summary>
    public void Save(IBufferWriter<byte> target)
    {
        new StateSaving<TSink>(_market, Limits, target).Save();
        GC.KeepAlive(this);
    }

    internal StateLoading<TSink> Loading() => new(_market, _administration, _banking, _liquidations);

    /// <summary>
    /// A number over everything that decides the future: equal for an exchange and for one that was given the same commands. Walks all orders; cold.
    /// Comparable between processes of the same version only.
    /// </summary>
    public ulong StateHash()
    {
        var hash = StateHashing.Of(_market);
        GC.KeepAlive(this);
        return hash;
    }

    /// <summary>Pockets get what they need, then positions are told (margin.md, sections 7 and 12).</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void FinishMargin()
    {
        _liquidations.Finish();
        _positions.Tell();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ApplyRarer(in Command command)
    {
        switch (command.Kind)
        {
            case CommandKind.ReduceOrder:
                _changes.Reduce(command);
                break;
            case CommandKind.ReplaceOrder:
                _replacing.Replace(command);
                break;
            case CommandKind.MassCancel:
                _massCancels.MassCancel(command);
                break;
            case CommandKind.OpenSession:
                _massCancels.OpenSession(command);
                break;
            case CommandKind.CloseSession:
                _massCancels.CloseSession(command);
                break;
            case CommandKind.DefineInstrument:
                _administration.Define(command);
                break;
            case CommandKind.SetInstrumentRules:
                _administration.SetRules(command);
                break;
            case CommandKind.SetInstrumentState:
                _administration.SetState(command);
                break;
            case CommandKind.SetTradingDay:
                _administration.SetTradingDay(command);
                break;
            case CommandKind.AdvanceTime:
                _feeDays.AdvanceTime();
                _administration.AdvanceTime(command);
                _algos.AdvanceTime();
                _baskets.AdvanceTime();
                _liquidations.Retry();
                break;
            case CommandKind.SetContract:
                _margin.SetContract(command);
                break;
            case CommandKind.SetMarkPrice:
                _margin.SetMarkPrice(command);
                break;
            case CommandKind.ApplyFunding:
                _margin.ApplyFunding(command);
                break;
            case CommandKind.SetPositionLimit:
                _margin.SetPositionLimit(command);
                break;
            case CommandKind.SetRiskTier:
                _margin.SetRiskTier(command);
                break;
            case CommandKind.SetLeverage:
                _margin.SetLeverage(command);
                break;
            case CommandKind.MoveIsolatedMargin:
                _margin.MoveIsolatedMargin(command);
                break;
            case CommandKind.FundInsurance:
                _margin.FundInsurance(command);
                break;
            case CommandKind.SettleContract:
                _margin.SettleContract(command);
                break;
            case CommandKind.SetBreaker:
                _guards.SetBreaker(command);
                break;
            case CommandKind.SetMarketBreaker:
                _guards.SetMarketBreaker(command);
                break;
            case CommandKind.SetIndexMember:
                _guards.SetIndexMember(command);
                break;
            case CommandKind.StartMarketDay:
                _guards.StartMarketDay(command);
                break;
            case CommandKind.SetKillSwitch:
                _guards.SetKillSwitch(command);
                break;
            case CommandKind.StartAlgo:
                _algoCommands.Start(command);
                break;
            case CommandKind.PauseAlgo:
                _algoCommands.Pause(command);
                break;
            case CommandKind.ResumeAlgo:
                _algoCommands.Resume(command);
                break;
            case CommandKind.CancelAlgo:
                _algoCommands.Cancel(command);
                break;
            case CommandKind.SetVolumeCurve:
                _algoCommands.SetCurve(command);
                break;
            case CommandKind.OpenBasket:
                _baskets.Open(command);
                break;
            case CommandKind.AddBasketLeg:
                _baskets.AddLeg(command);
                break;
            case CommandKind.SubmitBasket:
                _baskets.Submit(command);
                break;
            case CommandKind.DropBasket:
                _baskets.Drop(command);
                break;
            case CommandKind.ScheduleBasket:
                _baskets.Schedule(command);
                break;
            case CommandKind.PauseBasket:
                _baskets.Pause(command);
                break;
            case CommandKind.ResumeBasket:
                _baskets.Resume(command);
                break;
            case CommandKind.DefineAsset:
                _banking.DefineAsset(command);
                break;
            case CommandKind.SetAccount:
                _banking.SetAccount(command);
                _feeDays.RateAccount(command.Owner.Value);
                break;
            case CommandKind.Deposit:
                _banking.Deposit(command);
                break;
            case CommandKind.Withdraw:
                _banking.Withdraw(command);
                break;
            case CommandKind.Transfer:
                _banking.Transfer(command);
                break;
            case CommandKind.SetFeeTier:
                _fees.SetTier(command);
                break;
            case CommandKind.SetVolumeWeight:
                _fees.SetWeight(command);
                break;
            case CommandKind.SetAccountTier:
                _fees.SetAccountTier(command);
                break;
            case CommandKind.SetPromotion:
                _fees.SetPromotion(command);
                break;
            case CommandKind.SetMaker:
                _fees.SetMaker(command);
                break;
            case CommandKind.SetVerification:
                _customers.SetVerification(command);
                break;
            case CommandKind.SetVerificationPolicy:
                _customers.SetPolicy(command);
                break;
            case CommandKind.SetTierLimit:
                _customers.SetTierLimit(command);
                break;
            case CommandKind.SetCountry:
                _customers.SetCountry(command);
                break;
            default:
                _report.Refused(command, RejectReason.UnknownCommand);
                break;
        }

        _limits.LookAtTouched();
    }
}
