using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Model.Accounts;

/// <summary>Who holds money. An account is an owner of orders that was made known by <c>SetAccount</c>.</summary>
/// <param name="Id">1 and up.</param>
/// <param name="Parent">The account it is a sub-account of, zero for none; fixed once made. The exchange itself draws no conclusion from it.</param>
/// <param name="Group">Its self-trade group, for orders that give none; zero: it stands alone.</param>
/// <param name="Name">For people; may be empty.</param>
/// <param name="Rights">What it may do.</param>
public sealed record Account(OwnerId Id, OwnerId Parent, OwnerGroup Group, Text36 Name, AccountRights Rights);
