namespace Rialto.Trading.Orders;

/// <summary>The table.</summary>
public static class OrderTransitions;
