using System.Globalization;

namespace Rialto.Gateways.Compliance;

/// <summary>
/// Decisions about applications, in an order that a crash at any point leaves something to go on from. Each step is on the disk before the next.
/// <code>
/// 1  what is decided, and by whom, sealed with the application   Begin
/// 2  the command, with its events                                the caller
/// 3  the application's status                                    Done
/// 4  the line that closes its case                               Done
/// </code>
/// What stopped between 3 and 4 is completed at the next start, in the name of who decided. What stopped between 1 and 3 may be in the journal or not: the case is told who decided what and when, and
/// somebody decides again, which changes nothing where it was done. One decision of an application at a time; otherwise any thread.
/// </summary>
internal sealed class KycDecisions(KycStore store, CaseBook cases)
{
    /// <summary>Before the command is sent.</summary>
    public void Begin(long application, KycDecision decision)
    {
        if (store.Find(application) is { } one)
            TellUnfinished(one);
        store.Update(application, before => before with { Decision = decision });
    }

    /// <summary>The command was refused: nothing was decided.</summary>
    public void Withdraw(long application) => store.Update(application, static before => before with { Decision = null });

    /// <summary>It is in the journal, or changes nothing there: the application and its case are closed.</summary>
    public KycApplication Done(long application)
    {
        var one = store.Update(application, static before => before with
        {
            Status = before.Decision!.IsApproved ? KycStatus.Approved : KycStatus.Rejected,
            Reason = before.Decision.IsApproved ? string.Empty : before.Decision.Reason,
        });
        Close(one, string.Empty);
        return one;
    }

    /// <summary>After a start: what a stop left behind.</summary>
    public void Complete()
    {
        foreach (var one in store.WithDecision())
        {
            if (one.Status == KycStatus.Submitted)
                TellUnfinished(one);
            else if (cases.Find(one.Case) is { } open && open.Trail.All(static entry => entry.Action != CaseAction.Closed))
                Close(one, one.Decision is { } made ? $" Decided {TimeOf(made)}; the exchange stopped before it was written here." : " Who decided was not written down before the exchange stopped.");
        }
    }

    // A crash between the note and the application means another note, never a missing one.
    private void TellUnfinished(KycApplication one)
    {
        if (one.Decision is not { } begun)
            return;
        cases.Do(
            one.Case, CaseAction.Noted,
            $"{begun.Actor} decided {TimeOf(begun)}: {(begun.IsApproved ? $"approved for {begun.Tier}" : "rejected")}. Whether it reached the journal is not known: look at the customer's verification, and decide again.",
            ComplianceDesk.Exchange);
        store.Update(one.Id, static before => before with { Decision = null });
    }

    private void Close(KycApplication one, string more)
    {
        var (word, reason) = (one.Status == KycStatus.Approved ? "Approved" : "Rejected", one.Decision?.Reason ?? one.Reason);
        cases.Do(one.Case, CaseAction.Closed, $"{word}{(reason.Length == 0 ? "." : $": {reason}")}{more}", one.Decision?.Actor ?? ComplianceDesk.Exchange);
    }

    private static string TimeOf(KycDecision decision) => decision.Time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + " UTC";
}
