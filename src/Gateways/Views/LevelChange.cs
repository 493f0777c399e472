using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Views;

/// <summary>A price whose shown quantity changed; zero means the level is gone. With the orders it has now.</summary>
internal readonly record struct LevelChange(Side Side, Price Price, Quantity Quantity, int Orders);
