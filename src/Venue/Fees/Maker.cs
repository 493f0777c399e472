using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Venue.Books;

namespace Rialto.Venue.Fees;

/// <summary>An account registered to quote one instrument, and how long it has (fees.md, section 4).</summary>
internal sealed class Maker(int account, Book book)
{
    private readonly QuoteSide _bids = new(isBuy: true);
    private readonly QuoteSide _asks = new(isBuy: false);
    private bool _isOpen;
    private bool _isQuoting;

    public int Account { get; } = account;

    public Book Book { get; } = book;

    public int WidthPpm { get; set; }
    public long Size { get; set; }

    /// <summary>Up to when <see cref="OpenNs"/> and <see cref="QuotedNs"/> count.</summary>
    public long Since { get; private set; }

    /// <summary>Open time of this fee day.</summary>
    public long OpenNs { get; private set; }

    /// <summary>Quoted time of this fee day.</summary>
    public long QuotedNs { get; private set; }

    /// <summary>Stands among those that the command has touched.</summary>
    public bool IsTouched { get; set; }

    public void Shown(Side side, long price, long more) => (side == Side.Buy ? _bids : _asks).Add(price, more);

    /// <summary>What stood until now counts.</summary>
    public void Advance(long now)
    {
        var passed = now - Since;
        Since = now;
        if (_isOpen)
            OpenNs += passed;
        if (_isQuoting)
            QuotedNs += passed;
    }

    /// <summary>What stands from now on.</summary>
    public void Look()
    {
        _isOpen = Book.State == InstrumentState.Open;
        _isQuoting = _isOpen && Quotes();
    }

    /// <summary>A new day.</summary>
    public void Restart() => OpenNs = QuotedNs = 0;

    /// <summary>Continues where a saved state stood.</summary>
    public void Restore(long since, long openNs, long quotedNs) => (Since, OpenNs, QuotedNs) = (since, openNs, quotedNs);

    private bool Quotes()
    {
        var bid = _bids.PriceShowing(Size);
        var ask = bid == 0 ? 0 : _asks.PriceShowing(Size);
        return ask != 0 && (Int128)(ask - bid) * 2_000_000 <= (Int128)WidthPpm * (ask + bid);
    }
}
