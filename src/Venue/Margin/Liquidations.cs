using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Venue.Accounts;
using Rialto.Venue.Books;
using Rialto.Venue.Guards;

namespace Rialto.Venue.Margin;

/// <summary>What pockets need at the end of a command: calls, liquidation, bankruptcy (margin.md, sections 7 and 8). Its orders go the way of all orders.</summary>
internal sealed class Liquidations<TSink>(Market<TSink> market, Matching<TSink> matching, Stops<TSink> stops, MassCancels<TSink> massCancels, LimitStates<TSink> limits)
    where TSink : struct, IEventSink
{
    private static readonly OrderTerms Terms = OrderTerms.Of(OrderType.Market, TimeInForce.Ioc);

    private readonly Reports<TSink> _report = market.Report;
    private readonly Margins<TSink> _margins = market.Margins;
    private readonly PositionTable _positions = market.Positions;
    private readonly Deleveraging<TSink> _deleveraging = new(market);
    private readonly List<int> _liquidating = [];
    private readonly List<int> _later = [];
    private int[] _own = new int[16];
    private int[] _contracts = new int[16];
    private bool _isRetry;

    /// <summary>Pockets being liquidated are served again in this command.</summary>
    public void Retry()
    {
        _isRetry = _liquidating.Count != 0;
        foreach (var number in _liquidating)
            _positions.Consider(number, ref _positions.Pocket(number));
    }

    /// <summary>A pocket is being liquidated, from now on or by a saved state.</summary>
    public void Remember(int number)
    {
        _positions.Pocket(number).LiquidatingAt = _liquidating.Count;
        _liquidating.Add(number);
    }

    /// <summary>Gives every pocket what it needs, the first in order first, until none needs anything.</summary>
    public void Finish()
    {
        while (_positions.Next() is not 0 and var number)
            Look(number);
        _isRetry = false;
        // Due again after they were served in this command: their turn comes at the next.
        foreach (var number in _later)
            _positions.Consider(number, ref _positions.Pocket(number));
        _later.Clear();
    }

    /// <summary>The fund has changed, or the house paid.</summary>
    public ref ExchangeEvent TellInsurance(AssetLedger books, InsuranceCause cause, int owner, Int128 amount)
    {
        ref var e = ref _report.Begin(EventKind.InsuranceChanged);
        e.Reason = (ushort)cause;
        e.Owner = new OwnerId(owner);
        e.MarginAsset = books.Asset.Id;
        e.Amount = Shown(amount);
        e.Insurance = Shown(books.Insurance);
        return ref e;
    }

    /// <summary>The nearest amount of 64 bits.</summary>
    public static Money Shown(Int128 amount) => new((long)Int128.Clamp(amount, long.MinValue, long.MaxValue));

    private void Look(int number)
    {
        ref var pocket = ref _positions.Pocket(number);
        var equity = _positions.Equity(pocket);
        var isDue = pocket.Maintenance > equity;
        if (isDue && pocket.Served != _report.Sequence && (!pocket.IsLiquidating || _isRetry))
        {
            Serve(number);
            return;
        }

        if (pocket.CannotBear(equity))
            CancelOrders(number, onlyLosing: true);
        if (isDue)
        {
            if (!pocket.IsLiquidating)
                _later.Add(number);
            return;
        }

        if (pocket.IsLiquidating)
        {
            pocket.IsLiquidating = false;
            Forget(number);
            Tell(EventKind.LiquidationEnded, number).Terms = new OrderTerms((ushort)(PositionsOf(number).IsEmpty ? 1 : 0));
            pocket = ref _positions.Pocket(number);
        }

        var isNear = PositionTable.IsNear(pocket, equity);
        if (isNear && !pocket.IsCalled)
            Tell(EventKind.MarginCalled, number);
        pocket.IsCalled = isNear;
    }

    /// <summary>A pocket is no longer being liquidated: the last takes its place in the list.</summary>
    private void Forget(int number)
    {
        var (at, last) = (_positions.Pocket(number).LiquidatingAt, _liquidating[^1]);
        _liquidating[at] = last;
        _positions.Pocket(last).LiquidatingAt = at;
        _liquidating.RemoveAt(_liquidating.Count - 1);
    }

    private void Serve(int number)
    {
        ref var pocket = ref _positions.Pocket(number);
        pocket.Served = _report.Sequence;
        if (!pocket.IsCalled && pocket.Maintenance > 0)
        {
            Tell(EventKind.MarginCalled, number);
            pocket.IsCalled = true;
        }

        if (!pocket.IsLiquidating)
        {
            pocket.IsLiquidating = true;
            Remember(number);
            Tell(EventKind.LiquidationStarted, number);
        }

        CancelOrders(number, onlyLosing: false);
        foreach (var position in PositionsOf(number))
        {
            if (!IsDue(number))
                break;
            Reduce(number, position);
        }

        if (IsDue(number) && _positions.Equity(_positions.Pocket(number)) <= 0)
            _deleveraging.Close(number, PositionsOf(number), this);
    }

    private bool IsDue(int number)
    {
        ref var pocket = ref _positions.Pocket(number);
        return pocket.Maintenance > _positions.Equity(pocket);
    }

    private void CancelOrders(int number, bool onlyLosing)
    {
        ref var pocket = ref _positions.Pocket(number);
        massCancels.CancelForLiquidation(pocket.Account, number, onlyLosing);
        limits.LookAtTouched();
    }

    /// <summary>One order that reduces a position, where there is somebody to trade with.</summary>
    private void Reduce(int pocketNumber, int number)
    {
        ref var position = ref _positions[number];
        var contract = _positions.Of(position);
        var book = market.Find(position.Contract)!;
        if (position.Quantity == 0 || book.State != InstrumentState.Open)
            return;
        var side = position.Quantity > 0 ? Side.Sell : Side.Buy;
        var edge = side == Side.Buy ? contract.Upper : contract.Lower;
        var opposite = book.Opposite(side);
        if (opposite.IsEmpty || (side == Side.Buy ? opposite.BestPrice > edge : opposite.BestPrice < edge))
            return;
        var isWhole = _positions.Equity(_positions.Pocket(pocketNumber)) <= 0;
        Enter(book, contract, position.Account, side, edge, HowMuch(contract, Math.Abs(position.Quantity), isWhole));
        limits.Look(book);
        ChargeFee(pocketNumber, number, contract);
    }

    private static long HowMuch(Contract contract, long held, bool isWhole)
    {
        if (isWhole)
            return Math.Min(held, contract.MaxQuantity);
        var part = ((Int128)held * contract.Terms.StepPpm + 999_999) / 1_000_000;
        var lots = (part + contract.Lot - 1) / contract.Lot;
        return (long)Int128.Min(Int128.Min(lots * contract.Lot, held), contract.MaxQuantity);
    }

    private void Enter(Book book, Contract contract, int account, Side side, long price, long quantity)
    {
        var command = new Command
        {
            Sequence = _report.Sequence,
            Time = _report.Time,
            Kind = CommandKind.NewOrder,
            Side = side,
            Terms = Terms,
            Instrument = new InstrumentId(book.Id),
            Owner = new OwnerId(account),
            Price = new Price(price),
            Quantity = new Quantity(quantity),
        };
        var incoming = Incoming.Of(command, ++market.LastOrderId, market.Orders);
        _margins.LiquidationOrder = incoming.OrderId;
        _margins.LiquidationTraded = 0;
        _margins.Hold(book, 0, account, side, new Funds<TSink>.Wanted(0, _margins.CoverPpm(book, account), quantity, 0));
        _report.Accepted(command, incoming.OrderId, EventFlags.Liquidation, 0);
        matching.Meet(book, ref incoming);
        stops.Check(book);
        _margins.LiquidationOrder = 0;
    }

    private void ChargeFee(int pocketNumber, int number, Contract contract)
    {
        var fee = Settlement.Fee(_margins.LiquidationTraded, contract.Terms.LiquidationFeePpm);
        var equity = _positions.Equity(_positions.Pocket(pocketNumber));
        fee = (long)Int128.Max(0, Int128.Min(fee, equity));
        if (fee == 0)
            return;
        contract.Books.Insurance += fee;
        _positions.AddMoney(pocketNumber, number, -fee);
        TellInsurance(contract.Books, InsuranceCause.LiquidationFee, _positions[number].Account, fee);
    }

    /// <summary>Positions of a pocket with a quantity, ascending by contract.</summary>
    private ReadOnlySpan<int> PositionsOf(int number)
    {
        var count = 0;
        for (var position = _positions.Pocket(number).FirstPosition; position != 0; position = _positions[position].NextOfAccount)
        {
            if (_positions[position].Pocket != number || _positions[position].Quantity == 0)
                continue;
            if (count == _own.Length)
            {
                Array.Resize(ref _own, count * 2);
                Array.Resize(ref _contracts, count * 2);
            }

            (_own[count], _contracts[count++]) = (position, _positions[position].Contract);
        }

        _contracts.AsSpan(0, count).Sort(_own.AsSpan(0, count));
        return _own.AsSpan(0, count);
    }

    private ref ExchangeEvent Tell(EventKind kind, int number)
    {
        ref var pocket = ref _positions.Pocket(number);
        ref var e = ref _report.Begin(kind);
        e.Owner = new OwnerId(pocket.Account);
        e.Instrument = new InstrumentId(pocket.Contract);
        e.MarginAsset = new AssetId(pocket.Asset);
        e.Equity = Shown(_positions.Equity(pocket));
        e.Maintenance = Shown(pocket.Maintenance);
        return ref e;
    }
}
