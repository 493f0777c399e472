using Rialto.Model.Accounts;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Views;

/// <summary>Money that came, went, or changed hands. Never changes.</summary>
/// <param name="Number">1 and up, over all accounts.</param>
/// <param name="Kind">Deposit, withdraw or transfer.</param>
/// <param name="Account">Whose money moved; of a transfer, who paid.</param>
/// <param name="To">Of a transfer, who got it.</param>
/// <param name="Asset">Of what.</param>
/// <param name="Amount">How much.</param>
/// <param name="Reference">The account's own name for it.</param>
/// <param name="Sequence">The command.</param>
/// <param name="Time">Its time.</param>
internal sealed record Movement(
    long Number, CommandKind Kind, OwnerId Account, OwnerId To, AssetId Asset, Money Amount, Text36 Reference, long Sequence, Timestamp Time) : INumbered;

/// <summary>Movements of one account. Owned by the fan-out thread.</summary>
internal sealed class MovementList : RecentList<Movement>;
