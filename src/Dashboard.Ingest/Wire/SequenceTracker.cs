namespace Dashboard.Ingest.Wire;

/// <summary>
/// Follows a counter of 32 bits that a sender writes into its messages, and says what never came. A gap counts as a loss
/// only when the sender has gone on by 32 messages since, because networks reorder; until then what is missing may still
/// come. A jump that no network could explain is a sender that started again, and no loss.
/// </summary>
public sealed class SequenceTracker
{
    /// <summary>Messages that one may come late by.</summary>
    public const int Window = 32;

    /// <summary>A jump by more than this is a new start of the sender.</summary>
    private const int LargestGap = 1 << 20;

    private readonly Gap[] _gaps = new Gap[Window]; // bound: Window
    private int _count;
    private long _messages;
    private uint _next;
    private bool _known;

    /// <summary>Notes a message and returns the units that are lost for certain since the one before.</summary>
    /// <param name="sequence">The counter in the message: units sent before it.</param>
    /// <param name="units">Units in the message; less than zero where that cannot be told, which makes the next message a new beginning.</param>
    public long Note(uint sequence, int units)
    {
        _messages++;
        var lost = Age();
        if (!_known)
        {
            _known = units >= 0;
            _next = sequence + (uint)Math.Max(units, 0);
            return lost;
        }
        var ahead = (int)(sequence - _next);
        if (ahead < 0 && ahead >= -LargestGap && Fill(sequence, units))
            return lost;
        if (ahead > 0 && ahead <= LargestGap)
        {
            if (_count == _gaps.Length)
                lost += Forget(0);
            _gaps[_count++] = new Gap(_next, (uint)ahead, _messages);
        }
        else if (ahead != 0)
        {
            // Started again: what was missing before can no longer come.
            while (_count > 0)
                lost += Forget(0);
        }
        _known = units >= 0;
        _next = sequence + (uint)Math.Max(units, 0);
        return lost;
    }

    private long Age()
    {
        long lost = 0;
        while (_count > 0 && _messages - _gaps[0].Since >= Window)
            lost += Forget(0);
        return lost;
    }

    private long Forget(int index)
    {
        var units = _gaps[index].Units;
        _gaps.AsSpan(index + 1, _count - index - 1).CopyTo(_gaps.AsSpan(index));
        _count--;
        return units;
    }

    /// <summary>Takes what came late out of the gap that it belongs to.</summary>
    private bool Fill(uint sequence, int units)
    {
        for (var i = 0; i < _count; i++)
        {
            var (start, missing, since) = _gaps[i];
            var offset = sequence - start;
            if (offset >= missing)
                continue;
            var taken = Math.Min((uint)Math.Max(units, 1), missing - offset);
            var after = missing - offset - taken;
            if (offset == 0 && after == 0)
            {
                Forget(i);
            }
            else if (offset == 0)
            {
                _gaps[i] = new Gap(start + taken, after, since);
            }
            else
            {
                _gaps[i] = new Gap(start, offset, since);
                if (after > 0 && _count < _gaps.Length)
                {
                    _gaps.AsSpan(i + 1, _count - i - 1).CopyTo(_gaps.AsSpan(i + 2));
                    _gaps[i + 1] = new Gap(sequence + taken, after, since);
                    _count++;
                }
            }
            return true;
        }
        return false;
    }

    private readonly record struct Gap(uint Start, uint Units, long Since);
}
