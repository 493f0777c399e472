namespace Rialto.Adapters.Orders;

/// <summary>
/// What one session must remember between messages, where a venue's words are not enough by themselves: most venues need nothing. Answers are read by many threads and the stream by another, so a kind of it
/// that holds something guards it. Any thread.
/// </summary>
internal class OrderMemory;
