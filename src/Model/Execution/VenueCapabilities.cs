using Rialto.Model.Feeds;

namespace Rialto.Model.Execution;

/// <summary>What can be asked of a venue's private side. What cannot is refused before anything is sent.</summary>
/// <param name="Venue">Which.</param>
/// <param name="ClientIds">How it wants client order ids.</param>
public sealed record VenueCapabilities(FeedVenue Venue, ClientOrderIdStyle ClientIds)
{
    private readonly bool? _cancelsByClientId;
    private readonly bool? _canCancelAllOfVenue;

    /// <summary>Whether orders can be placed at all (PredictIt and Augur: no).</summary>
    public bool CanTrade { get; init; } = true;

    /// <summary>Market orders with a quantity in base.</summary>
    public bool CanMarket { get; init; }

    /// <summary>Orders that never take.</summary>
    public bool CanPostOnly { get; init; }

    /// <summary>Orders that never make a position larger.</summary>
    public bool CanReduceOnly { get; init; }

    /// <summary>Orders that are marked reduce-only may be worth less than the smallest notional (Binance USD-M's -4164: "unless you choose reduce only").</summary>
    public bool ReducesBelowNotional { get; init; }

    /// <summary>Fill or kill.</summary>
    public bool CanFillOrKill { get; init; }

    /// <summary>Immediate or cancel.</summary>
    public bool CanImmediateOrCancel { get; init; }

    /// <summary>Good till a date.</summary>
    public bool CanExpire { get; init; }

    /// <summary>Price or quantity of a live order changed in one step.</summary>
    public bool CanAmend { get; init; }

    /// <summary>An amended order is a new order to the venue, with a new client id.</summary>
    public bool AmendMakesNewOrder { get; init; }

    /// <summary>One request that ends all orders of a listing; of the venue too where <see cref="CanCancelAllOfVenue"/> says so.</summary>
    public bool CanCancelAll { get; init; }

    /// <summary>One request without a listing ends all orders of the venue. As <see cref="CanCancelAll"/> where it is not set.</summary>
    public bool CanCancelAllOfVenue
    {
        get => _canCancelAllOfVenue ?? CanCancelAll;
        init => _canCancelAllOfVenue = value;
    }

    /// <summary>An order can be looked up by its client id.</summary>
    public bool FindsByClientId { get; init; }

    /// <summary>An order that its session has sent and that has no id yet is looked up by what it says: share, side, price, quantity, time (LS Securities).</summary>
    public bool FindsByTerms { get; init; }

    /// <summary>An order can be cancelled by its client id; where not, only by the venue's (Kalshi). As <see cref="FindsByClientId"/> where it is not set.</summary>
    public bool CancelsByClientId
    {
        get => _cancelsByClientId ?? FindsByClientId;
        init => _cancelsByClientId = value;
    }

    /// <summary>A second order of one client id is refused, so that it can never trade twice.</summary>
    public bool RefusesDuplicates { get; init; }

    /// <summary>Cancels everything unless told again in time.</summary>
    public bool HasDeadMan { get; init; }

    /// <summary>Longest time the dead man's switch can be set to, in milliseconds; zero without one.</summary>
    public int DeadManMaxMs { get; init; }

    /// <summary>Has positions in contracts besides balances.</summary>
    public bool HasPositions { get; init; }

    /// <summary>Whether a balance has what live orders reserve in it is not known (Kalshi): one that is less by no more than that is no difference.</summary>
    public bool BalanceMayBeFree { get; init; }

    /// <summary>Outcomes are tokens: what is sold must be held, and the other side of a question is another listing (Polymarket). Where false, selling what is not held buys the other side (Kalshi).</summary>
    public bool SellsOnlyHeld { get; init; }

    /// <summary>Each fill is told with its own quantity and id; where false only the sum is known.</summary>
    public bool TellsEachFill { get; init; } = true;

    /// <summary>How long after a place a look-up that finds nothing is believed, in milliseconds.</summary>
    public int NotFoundDelayMs { get; init; } = 5_000;

    /// <summary>Orders and amendments in a second that its rules allow one account.</summary>
    public int OrdersPerSecond { get; init; } = 10;
}
