using Rialto.Model.Orders;
using Rialto.Venue.Books;
using Rialto.Venue.Orders;

namespace Rialto.Venue;

/// <summary>
/// The price of an auction: largest volume, then smallest surplus, then closest to the reference, then lowest. One walk over the crossed part of both
/// ladders gathers the candidates in ascending order with what rests at each; sums over them give the volumes.
/// </summary>
internal sealed class AuctionPrice(OrderTable orders)
{
    private struct Candidate
    {
        public long Price;

        /// <summary>What bids leave at this price; then: at it or above.</summary>
        public long Buy;

        /// <summary>What asks leave at this price; then: at it or below.</summary>
        public long Sell;

        public readonly long Volume => Math.Min(Buy, Sell);
        public readonly long Surplus => Math.Abs(Buy - Sell);
    }

    private readonly OrderTable _orders = orders;
    private Candidate[] _candidates = new Candidate[64];
    private int _count;
    private (long Price, long Leaves)[] _bids = new (long, long)[64];

    /// <summary>All zero where the book is not crossed.</summary>
    public Indicative Of(Book book)
    {
        if (book.Bids.IsEmpty || book.Asks.IsEmpty || book.Bids.BestPrice < book.Asks.BestPrice)
            return default;
        Gather(book);
        Accumulate();
        return Choose(book.Reference);
    }

    private void Gather(Book book)
    {
        _count = 0;
        var (low, high) = (book.Asks.BestPrice, book.Bids.BestPrice);
        var ask = book.Asks.Best;
        var bid = GatherBids(book.Bids, low);
        var reference = book.Reference;
        if (reference < low || reference > high || !book.Tick.Divides(reference))
            reference = long.MaxValue;
        while (true)
        {
            var askPrice = ask != 0 && book.Asks.PriceOf(ask) is var next && next <= high ? next : long.MaxValue;
            var bidPrice = bid != 0 ? _bids[bid - 1].Price : long.MaxValue;
            var price = Math.Min(Math.Min(askPrice, bidPrice), reference);
            if (price == long.MaxValue)
                return;
            var candidate = new Candidate { Price = price };
            if (askPrice == price)
            {
                candidate.Sell = LeavesAt(book.Asks[ask]);
                ask = book.Asks.Worse(ask);
            }

            if (bidPrice == price)
            {
                candidate.Buy = _bids[--bid].Leaves;
            }

            if (reference == price)
                reference = long.MaxValue;
            if (_count == _candidates.Length)
                Array.Resize(ref _candidates, _count * 2);
            _candidates[_count++] = candidate;
        }
    }

    /// <summary>The bids from the best down to a price, best first.</summary>
    /// <returns>How many levels.</returns>
    private int GatherBids(Ladder bids, long low)
    {
        var count = 0;
        for (var bid = bids.Best; bid != 0 && bids.PriceOf(bid) >= low; bid = bids.Worse(bid))
        {
            if (count == _bids.Length)
                Array.Resize(ref _bids, count * 2);
            _bids[count++] = (bids.PriceOf(bid), LeavesAt(bids[bid]));
        }

        return count;
    }

    private long LeavesAt(in Level level)
    {
        var sum = 0L;
        for (var slot = level.First; slot != 0; slot = _orders[slot].Next)
            sum += _orders[slot].Leaves;
        return sum;
    }

    private void Accumulate()
    {
        for (var i = 1; i < _count; i++)
            _candidates[i].Sell += _candidates[i - 1].Sell;
        for (var i = _count - 2; i >= 0; i--)
            _candidates[i].Buy += _candidates[i + 1].Buy;
    }

    private Indicative Choose(long reference)
    {
        var candidates = _candidates.AsSpan(0, _count);
        var (volume, surplus) = (-1L, 0L);
        var (lowest, highest) = (0L, 0L);
        foreach (ref readonly var c in candidates)
        {
            if (c.Volume < volume || (c.Volume == volume && c.Surplus > surplus))
                continue;
            if (c.Volume > volume || c.Surplus < surplus)
                (volume, surplus, lowest) = (c.Volume, c.Surplus, c.Price);
            highest = c.Price;
        }

        var centre = reference != 0 ? reference : (lowest + highest) / 2;
        var chosen = default(Candidate);
        foreach (ref readonly var c in candidates)
            if (c.Volume == volume && c.Surplus == surplus && (chosen.Price == 0 || Math.Abs(c.Price - centre) < Math.Abs(chosen.Price - centre)))
                chosen = c;
        return new Indicative(chosen.Price, volume, surplus, chosen.Sell > chosen.Buy ? Side.Sell : Side.Buy);
    }
}
