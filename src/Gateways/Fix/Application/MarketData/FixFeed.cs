using Rialto.Gateways.Views;
using Rialto.Model.Orders;

namespace Rialto.Gateways.Fix.Application.MarketData;

/// <summary>One instrument of one subscription. The fan-out thread.</summary>
internal sealed class FixFeed(FixTrader trader, FixMarketRequest request, InstrumentView view)
{
    public FixTrader Trader => trader;

    public FixMarketRequest Request => request;

    public InstrumentView View => view;

    /// <summary>Changes were dropped that it does not know of: nothing more is told until it gets the whole.</summary>
    public bool IsBehind { get; set; }

    public bool WantsLevels => request.Bids || request.Offers;

    /// <summary>What it has been told of bids; null where it wants none.</summary>
    public FixShownSide? Bids { get; } = request.Bids ? new FixShownSide(Side.Buy, request.Depth) : null;

    /// <summary>What it has been told of offers; null where it wants none.</summary>
    public FixShownSide? Offers { get; } = request.Offers ? new FixShownSide(Side.Sell, request.Depth) : null;
}
