using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Venue.Margin;

/// <summary>Bankruptcy (margin.md, section 8, point 5): the fund pays, positions on the other side are closed by rank, the house pays what is missing then. Nothing is left of the pocket.</summary>
internal sealed class Deleveraging<TSink>(Market<TSink> market)
    where TSink : struct, IEventSink
{
    private static readonly Int128 Most = 1_000_000_000_000;

    private readonly PositionTable _positions = market.Positions;
    private readonly Dictionary<(int Contract, bool IsLong), Ranking> _rankings = [];

    /// <summary>A position that may stand in, ordered by how much it gains and with how little behind it.</summary>
    private readonly record struct Candidate(Int128 Rank, int Account, int Position) : IComparable<Candidate>
    {
        public int CompareTo(Candidate other) => Rank != other.Rank ? other.Rank.CompareTo(Rank) : Account.CompareTo(other.Account);
    }

    /// <summary>
    /// Who stands in for a contract's bankrupts of one side, in order. Taken once in a command, however many there are: a mark that ruins thousands sorts the others once.
    /// </summary>
    private sealed class Ranking
    {
        public Candidate[] Candidates = new Candidate[16];

        /// <summary>The command it was taken in.</summary>
        public long Sequence;

        public int Count;
        public int At;
    }

    /// <summary>Closes a pocket whose equity is not above zero.</summary>
    public void Close(int number, ReadOnlySpan<int> own, Liquidations<TSink> liquidations)
    {
        ref var pocket = ref _positions.Pocket(number);
        var (books, account, first) = (market.Ledger.FindAsset(pocket.Asset)!, pocket.Account, pocket.FirstPosition);
        var missing = -_positions.Equity(pocket);
        var paid = Int128.Min(missing, books.Insurance);
        if (paid > 0)
        {
            books.Insurance -= paid;
            _positions.AddMoney(number, first, checked((long)paid));
            liquidations.TellInsurance(books, InsuranceCause.Deficit, account, -paid);
            missing -= paid;
        }

        var worth = Int128.Zero;
        foreach (var position in own)
            worth += WorthOf(position);
        foreach (var position in own)
        {
            var part = WorthOf(position);
            var share = CeilingOf(missing * part, worth);
            missing -= share - Stand(number, position, share);
            worth -= part;
        }

        var money = _positions.Money(_positions.Pocket(number));
        if (money >= 0)
            return;
        books.House += money;
        _positions.AddMoney(number, first, -money);
        liquidations.TellInsurance(books, InsuranceCause.House, account, -(Int128)money);
    }

    /// <summary>Others stand in for a position, and pay a share of what is missing.</summary>
    /// <returns>What they could not pay of it.</returns>
    private Int128 Stand(int pocketNumber, int number, Int128 share)
    {
        var contract = _positions.Of(_positions[number]);
        var isLong = _positions[number].Quantity < 0;
        while (_positions[number].Quantity != 0)
        {
            var other = Next(contract, isLong);
            var left = Math.Abs(_positions[number].Quantity);
            var closed = Math.Min(left, Math.Abs(_positions[other].Quantity));
            var quantity = _positions[number].Quantity > 0 ? -closed : closed;
            market.Margins.Take(number, contract, contract.Mark, quantity);
            market.Margins.Take(other, contract, contract.Mark, -quantity);
            var otherPocket = _positions[other].Pocket;
            var haircut = (long)Int128.Max(0, Int128.Min(CeilingOf(share * closed, left), _positions.Equity(_positions.Pocket(otherPocket))));
            share -= haircut;
            _positions.AddMoney(otherPocket, other, -haircut);
            _positions.AddMoney(pocketNumber, number, haircut);
            Tell(contract, other, _positions[number].Account, quantity > 0 ? Side.Sell : Side.Buy, closed, haircut);
        }

        return share;
    }

    /// <summary>The next position that stands in. There is one: quantities of a contract sum to zero.</summary>
    private int Next(Contract contract, bool isLong)
    {
        if (!_rankings.TryGetValue((contract.Id, isLong), out var ranking))
            _rankings.Add((contract.Id, isLong), ranking = new Ranking());
        if (ranking.Sequence != market.Report.Sequence)
            Take(ranking, contract, isLong);
        for (var isAnew = false; ; isAnew = true)
        {
            for (; ranking.At < ranking.Count; ranking.At++)
                if (_positions[ranking.Candidates[ranking.At].Position].Quantity is var quantity && quantity != 0 && (quantity > 0) == isLong)
                    return ranking.Candidates[ranking.At].Position;
            if (isAnew)
                throw new InvalidOperationException($"Nobody stands in for a position in contract {contract.Id}: its quantities do not sum to zero.");
            Take(ranking, contract, isLong);
        }
    }

    private void Take(Ranking ranking, Contract contract, bool isLong)
    {
        (ranking.Sequence, ranking.Count, ranking.At) = (market.Report.Sequence, 0, 0);
        if (ranking.Candidates.Length < contract.ActiveCount)
            ranking.Candidates = new Candidate[contract.ActiveCount * 2];
        foreach (var number in contract.Active)
        {
            ref var position = ref _positions[number];
            if (position.Quantity != 0 && (position.Quantity > 0) == isLong)
                ranking.Candidates[ranking.Count++] = new Candidate(RankOf(contract, position), position.Account, number);
        }

        ranking.Candidates.AsSpan(0, ranking.Count).Sort();
    }

    private Int128 RankOf(Contract contract, in Position position)
    {
        var (product, cost) = ((Int128)position.Unrealised * 1_000_000, Int128.Abs(position.Cost));
        var profit = Int128.Min(Most, product >= 0 ? product / cost : -((-product + cost - 1) / cost));
        if (profit <= 0)
            return profit;
        var equity = _positions.Equity(_positions.Pocket(position.Pocket));
        var leverage = equity <= 0 ? Most : Int128.Min(Most, (Int128)contract.Notional(contract.Mark, Math.Abs(position.Quantity)) * 1_000_000 / equity);
        return profit * leverage;
    }

    private Int128 WorthOf(int position) => _positions.Of(_positions[position]) is var contract ? contract.Notional(contract.Mark, Math.Abs(_positions[position].Quantity)) : 0;

    private static Int128 CeilingOf(Int128 product, Int128 by) => by == 0 ? 0 : (product + by - 1) / by;

    private void Tell(Contract contract, int other, int bankrupt, Side side, long quantity, long haircut)
    {
        ref var e = ref market.Report.Begin(EventKind.Deleveraged);
        e.Owner = new OwnerId(_positions[other].Account);
        e.To = new OwnerId(bankrupt);
        e.Instrument = new InstrumentId(contract.Id);
        e.MarginAsset = contract.Terms.Asset;
        e.Side = side;
        e.Price = new Price(contract.Mark);
        e.Quantity = new Quantity(quantity);
        e.Haircut = new Money(haircut);
    }
}
