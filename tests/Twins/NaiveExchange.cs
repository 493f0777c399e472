using System.Numerics;
using Rialto.Model.Accounts;
using Rialto.Model.Customers;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins;

/// <summary>
/// docs/reference/matching.md and accounts.md, written down as plainly as possible: one list of orders, full scans, dry runs on copies. It exists to be compared with
/// the product engine, event by event. Same members as that one. Single-threaded.
/// </summary>
/// <param name="limits">What the exchange is sized for.</param>
/// <param name="log">Where events go.</param>
public sealed class NaiveExchange(ExchangeLimits limits, EventLog log) : IEngine
{
    private readonly NaiveState _state = new(limits, log);

    /// <summary>Where events go.</summary>
    public EventLog Log { get; } = log;

    /// <summary>Sequence of the last command.</summary>
    public long LastSequence => _state.Sequence;

    /// <summary>Time of the last command.</summary>
    public Timestamp Time => _state.Time;

    /// <summary>Live orders, waiting stops included.</summary>
    public int LiveOrders => _state.Orders.Count;

    /// <summary>The earliest time at which an order expires; none if none does.</summary>
    public Timestamp NextDeadline =>
        _state.Orders.Where(o => !o.End.IsNone).Select(o => o.End).Concat(Guards.Deadlines(_state)).Concat(Fees.Deadlines(_state)).Concat(AlgoSteps.Deadlines(_state)).Concat(_state.Baskets.Select(b => b.End)).Concat(_state.WorkedBaskets.Select(b => b.Next)).DefaultIfEmpty(Timestamp.None).Min();

    /// <summary>All instruments, ascending by id.</summary>
    public IReadOnlyList<Instrument> Instruments => [.. _state.Instruments.OrderBy(i => i.Id.Value).Select(i => i.Definition)];

    /// <summary>Does one command; its events go to the log.</summary>
    public void Apply(in Command command)
    {
        Fees.Pass(_state, command.Time);
        _state.Sequence = _state.Report.Sequence = command.Sequence;
        _state.Time = _state.Report.Time = command.Time;
        _state.Report.Written.Clear();
        var balances = Banking.Balances(_state);
        var positions = _state.Margin.Positions.ConvertAll(p => p with { });
        var uses = Customers.Uses(_state);
        switch (command.Kind)
        {
            case CommandKind.NewOrder:
                Entering.NewOrder(_state, command);
                break;
            case CommandKind.CancelOrder:
                Changing.Cancel(_state, command);
                break;
            case CommandKind.ReduceOrder:
                Changing.Reduce(_state, command);
                break;
            case CommandKind.ReplaceOrder:
                Replacing.Replace(_state, command);
                break;
            case CommandKind.MassCancel:
                Changing.MassCancel(_state, command);
                break;
            case CommandKind.OpenSession:
                Sessions.Open(_state, command);
                break;
            case CommandKind.CloseSession:
                Sessions.Close(_state, command);
                break;
            case CommandKind.DefineInstrument:
                Administration.Define(_state, command);
                break;
            case CommandKind.SetInstrumentRules:
                Administration.SetRules(_state, command);
                break;
            case CommandKind.SetInstrumentState:
                Administration.SetState(_state, command);
                break;
            case CommandKind.SetTradingDay:
                Administration.SetTradingDay(_state, command);
                break;
            case CommandKind.AdvanceTime:
                Fees.AdvanceTime(_state);
                Administration.AdvanceTime(_state, command);
                AlgoSteps.AdvanceTime(_state);
                BasketCommands.AdvanceTime(_state);
                break;
            case CommandKind.SetBreaker:
                GuardCommands.SetBreaker(_state, command);
                break;
            case CommandKind.SetMarketBreaker:
                GuardCommands.SetMarketBreaker(_state, command);
                break;
            case CommandKind.SetIndexMember:
                GuardCommands.SetIndexMember(_state, command);
                break;
            case CommandKind.StartMarketDay:
                GuardCommands.StartMarketDay(_state, command);
                break;
            case CommandKind.SetKillSwitch:
                GuardCommands.SetKillSwitch(_state, command);
                break;
            case CommandKind.StartAlgo:
                AlgoCommands.Start(_state, command);
                break;
            case CommandKind.PauseAlgo or CommandKind.ResumeAlgo or CommandKind.CancelAlgo:
                AlgoCommands.Change(_state, command);
                break;
            case CommandKind.SetVolumeCurve:
                AlgoCommands.SetCurve(_state, command);
                break;
            case (>= CommandKind.OpenBasket and <= CommandKind.ScheduleBasket) or CommandKind.PauseBasket or CommandKind.ResumeBasket:
                BasketCommands.Do(_state, command);
                break;
            case CommandKind.DefineAsset:
                Banking.DefineAsset(_state, command);
                break;
            case CommandKind.SetAccount:
                Banking.SetAccount(_state, command);
                Fees.Rate(_state, []);
                break;
            case CommandKind.Deposit or CommandKind.Withdraw or CommandKind.Transfer:
                Banking.Move(_state, command);
                break;
            case >= CommandKind.SetFeeTier and <= CommandKind.SetMaker:
                FeeCommands.Do(_state, command);
                break;
            case >= CommandKind.SetContract and <= CommandKind.SettleContract:
                MarginCommands.Do(_state, command);
                break;
            case CommandKind.SetVerification:
                Customers.SetVerification(_state, command);
                break;
            case CommandKind.SetVerificationPolicy:
                Customers.SetPolicy(_state, command);
                break;
            case CommandKind.SetTierLimit:
                Customers.SetTierLimit(_state, command);
                break;
            case CommandKind.SetCountry:
                Customers.SetCountry(_state, command);
                break;
            default:
                _state.Report.Refused(command, RejectReason.UnknownCommand);
                break;
        }

        Bands.LookAfter(_state, command);
        Liquidations.Finish(_state, command);
        Positions.TellChanges(_state, positions);
        AlgoSteps.Tell(_state);
        Customers.TellUses(_state, uses);
        Banking.TellChanges(_state, balances);
        Fees.Look(_state);

        _state.Report.EndCommand();
    }

    /// <summary>One instrument's book. Throws <see cref="ArgumentException"/> where there is no such instrument.</summary>
    public BookState Audit(InstrumentId instrument)
    {
        var found = _state.Find(instrument) ?? throw new ArgumentException($"No instrument {instrument}.", nameof(instrument));
        return new BookState(
            instrument, found.State, found.LastPrice,
            [.. _state.InBook(instrument, Side.Buy).Select(Seen)],
            [.. _state.InBook(instrument, Side.Sell).Select(Seen)],
            [.. _state.Stops(instrument).Select(Seen)]);

        static BookOrder Seen(NaiveOrder o) => new(
            o.Id, o.Owner, o.Side, o.Price, new Quantity(o.Leaves), new Quantity(o.Display), new Quantity(o.Traded),
            o.Place == Place.StopBook ? o.TriggerPrice : Price.None);
    }

    /// <summary>All assets, accounts and balances, and what each order holds.</summary>
    public AccountsState AuditAccounts()
    {
        var bank = _state.Bank;
        return new AccountsState(
            [.. bank.Assets.OrderBy(a => a.Asset.Id.Value).Select(a =>
                new AssetBooks(
                    a.Asset, (Int128)a.Deposited, (Int128)a.Withdrawn, (Int128)bank.Held(a.Asset.Id), (Int128)a.House,
                    (Int128)Of(a.Asset.Id).Aggregate(BigInteger.Zero, (sum, p) => sum + p.Cost), (Int128)Of(a.Asset.Id).Aggregate(BigInteger.Zero, (sum, p) => sum + p.Own), (Int128)a.Insurance))],
            [.. bank.Accounts.OrderBy(a => a.Id.Value)],
            [.. Banking.Balances(_state).Where(b => !b.Total.IsZero).Select(b => new AccountBalance(b.Account, b.Asset, new Money((long)b.Total), new Money((long)b.Reserved)))],
            [.. _state.Orders.Where(o => _state.Find(o.Instrument)!.Definition.IsSettled).OrderBy(o => o.Id.Value).Select(o =>
                new OrderCover(o.Id, o.Owner, Covers.AssetOf(_state, o), new Money((long)Covers.Of(_state, o)), o.CoverPpm))]);
    }

    /// <summary>All contracts, positions, pockets and limits.</summary>
    public MarginState AuditMargin()
    {
        var margin = _state.Margin;
        var known = margin.Positions.Where(IsKnown).OrderBy(p => p.Account.Value).ThenBy(p => p.Instrument.Value).ToList();
        var pockets = known.Select(p => Worth.PocketOf(_state, p)).Concat(margin.Called).Concat(margin.Liquidating).Distinct().Order();
        return new MarginState(
            [.. _state.Instruments.Where(i => i.Contract is not null).OrderBy(i => i.Id.Value).Select(i => new ContractState(i.Id, i.Contract!.Terms, i.Contract.Mark, i.Contract.IsSettled))],
            [.. known.Select(p => new PositionState(
                p.Account, p.Instrument, new Quantity((long)p.Quantity), new Money((long)p.Cost), new Money((long)p.Realised), new Money((long)p.Funding), p.Leverage,
                p.IsIsolated ? MarginMode.Isolated : MarginMode.Cross, new Money((long)p.Own), new Quantity((long)Open(p, Side.Buy)), new Quantity((long)Open(p, Side.Sell)),
                new Money((long)Worth.OpenLoss(_state, p))))],
            [.. pockets.Select(x => new PocketState(
                x.Account, x.Asset, x.Contract, (Int128)Worth.Money(_state, x), (Int128)Worth.Unrealised(_state, x), (Int128)Worth.Initial(_state, x), (Int128)Worth.Maintenance(_state, x),
                (Int128)Worth.OpenLoss(_state, x), margin.Called.Contains(x), margin.Liquidating.Contains(x)))],
            [.. margin.Limits.OrderBy(l => l.Key.Contract.Value).ThenBy(l => l.Key.Account.Value).ThenBy(l => l.Key.Tier).Select(l =>
                new PositionLimit(l.Key.Contract, l.Key.Account, l.Key.Tier, new Quantity(l.Value.Position), new Quantity(l.Value.Order)))],
            [.. margin.Tiers.OrderBy(t => t.Key.Value).Select(t => (t.Key, t.Value))]);

        BigInteger Open(NaivePosition p, Side side) => Worth.OpenOrders(_state, p.Account, p.Instrument, side);

        bool IsKnown(NaivePosition p) =>
            !p.Quantity.IsZero || !p.Realised.IsZero || !p.Funding.IsZero || p.Leverage != 0 || p.IsIsolated || !Open(p, Side.Buy).IsZero || !Open(p, Side.Sell).IsZero;
    }

    private IEnumerable<NaivePosition> Of(AssetId asset) => _state.Margin.Positions.Where(p => _state.Find(p.Instrument)!.Contract!.Terms.Asset == asset);

    /// <summary>Who is verified, what limits there are, and what was used of them on the day of the last command.</summary>
    public CustomersState AuditCustomers() => Customers.Audit(_state);

    /// <summary>A number that is the same for two twins with the same future.</summary>
    public ulong StateHash() => StateHashing.Of(_state);
}
