package io.countersign.approvals;

import io.countersign.schemas.command.CreateStandingGrant;
import io.countersign.schemas.command.DelegateVotes;
import io.countersign.schemas.command.EndDelegation;
import io.countersign.schemas.command.RegisterAuthenticator;
import io.countersign.schemas.command.RemoveApprover;
import io.countersign.schemas.command.RemoveAuthenticator;
import io.countersign.schemas.command.RevokeStandingGrant;
import io.countersign.schemas.command.SetApprover;

/** Keeps who may vote: the roster, delegations, authenticators and votes in advance. */
final class ApproverHandler {

  void create(Moment moment, CreateStandingGrant command, Recorder recorder) {
    throw new UnsupportedOperationException(command.type());
  }

  void revoke(Moment moment, RevokeStandingGrant command, Recorder recorder) {
    throw new UnsupportedOperationException(command.type());
  }

  void delegate(Moment moment, DelegateVotes command, Recorder recorder) {
    throw new UnsupportedOperationException(command.type());
  }

  void end(Moment moment, EndDelegation command, Recorder recorder) {
    throw new UnsupportedOperationException(command.type());
  }

  void set(Moment moment, SetApprover command, Recorder recorder) {
    throw new UnsupportedOperationException(command.type());
  }

  void remove(Moment moment, RemoveApprover command, Recorder recorder) {
    throw new UnsupportedOperationException(command.type());
  }

  void register(Moment moment, RegisterAuthenticator command, Recorder recorder) {
    throw new UnsupportedOperationException(command.type());
  }

  void remove(Moment moment, RemoveAuthenticator command, Recorder recorder) {
    throw new UnsupportedOperationException(command.type());
  }
}
