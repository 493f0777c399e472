namespace Rialto.Venue.Fees;

/// <summary>What one account shows on one side of a book, price by price: worst first, so that changes at the best price move nothing. Grows to the most prices it ever had.</summary>
internal sealed class QuoteSide(bool isBuy)
{
    // Prices with their sign turned on the sell side, so that larger is better on both.
    private long[] _prices = new long[8];
    private long[] _shown = new long[8];
    private int _count;

    /// <summary>The account shows so much more, or less, at a price.</summary>
    public void Add(long price, long shown)
    {
        if (shown == 0)
            return;
        price = isBuy ? price : -price;
        var at = _count;
        while (at > 0 && _prices[at - 1] > price)
            at--;
        if (at > 0 && _prices[at - 1] == price)
        {
            _shown[at - 1] += shown;
            if (_shown[at - 1] == 0)
                RemoveAt(at - 1);
        }
        else
        {
            Insert(at, price, shown);
        }
    }

    /// <summary>The price at which what is shown, best first, comes to this much; zero where it does not.</summary>
    public long PriceShowing(long size)
    {
        Int128 sum = 0;
        for (var at = _count - 1; at >= 0; at--)
        {
            sum += _shown[at];
            if (sum >= size)
                return Math.Abs(_prices[at]);
        }

        return 0;
    }

    private void Insert(int at, long price, long shown)
    {
        if (_count == _prices.Length)
        {
            Array.Resize(ref _prices, _count * 2);
            Array.Resize(ref _shown, _count * 2);
        }

        Array.Copy(_prices, at, _prices, at + 1, _count - at);
        Array.Copy(_shown, at, _shown, at + 1, _count - at);
        (_prices[at], _shown[at]) = (price, shown);
        _count++;
    }

    private void RemoveAt(int at)
    {
        _count--;
        Array.Copy(_prices, at + 1, _prices, at, _count - at);
        Array.Copy(_shown, at + 1, _shown, at, _count - at);
    }
}
